using Halext.Application.Common.Mapping;

namespace Halext.UnitTests.Common.Mapping;

public sealed class MapperSetupTests
{
    [Test]
    public void Every_member_of_every_answer_has_a_source() => MapperSetup.Create().AssertConfigurationIsValid();

    /// <summary>The guard against GHSA-rvv3-g6hj-g44x, which is suppressed for this reason.</summary>
    [Test]
    public void No_map_recurses_without_bound()
    {
        var maps = MapperSetup.Create().GetAllTypeMaps();
        Assert.That(maps, Is.Not.Empty);
        Assert.That(maps.Where(m => m.MaxDepth != MapperSetup.MaxDepth).Select(m => $"{m.SourceType.Name} to {m.DestinationType.Name}"), Is.Empty);
    }

    [Test]
    public void Maps_go_out_only() =>
        Assert.That(
            MapperSetup.Create().GetAllTypeMaps().Select(m => m.DestinationType.Assembly),
            Is.All.EqualTo(typeof(MapperSetup).Assembly), "into the domain go constructors and methods");
}
