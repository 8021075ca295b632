using FsCheck;
using FsCheck.Fluent;

namespace Halext.UnitTests;

internal static class Properties
{
    /// <summary>From one seed, so that every run tries the same values; a failure today is a failure tomorrow.</summary>
    private static readonly Config Config = Config.QuickThrowOnFailure.WithReplay(20260302, 9).WithMaxTest(500);

    public static void Holds(this Property property) => property.Check(Config);

    /// <summary>Any text but null, with the characters that break parsers more often than chance would have them.</summary>
    public static Arbitrary<string> Texts(string favourites) =>
        Gen.OneOf(Gen.Elements(favourites.ToCharArray()), Gen.Elements(favourites.ToCharArray()), ArbMap.Default.GeneratorFor<char>())
            .ArrayOf().Select(characters => new string(characters)).ToArbitrary();
}
