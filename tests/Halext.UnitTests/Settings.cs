using Halext.Infrastructure.Common.Configuration;
using Microsoft.Extensions.Configuration;

namespace Halext.UnitTests;

/// <summary>Settings as an operator writes them.</summary>
internal static class Settings
{
    public const string Secret = "kT9vX2mQ7rL4wZ8nB3cY6hJ1fD5gS0pA";

    /// <summary>Of two values of one name the later counts.</summary>
    public static IConfiguration Of(params (string Name, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.GroupBy(v => v.Name, (name, all) => KeyValuePair.Create(name, all.Last().Value))).Build();

    /// <summary>Settings of a development server that keeps no file, because its secret is given.</summary>
    public static HalextSettings With(params (string Name, string? Value)[] values) =>
        HalextSettings.Load(Of([("SECRET_KEY", Secret), .. values]), isProduction: false);
}
