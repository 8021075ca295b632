using Halext.TestKit;

[assembly: Parallelizable(ParallelScope.All)]

namespace Halext.ApiTests;

/// <summary>Runs once around all tests of this assembly.</summary>
[SetUpFixture]
public sealed class Setup
{
    [OneTimeTearDown]
    public Task StopPostgres() => TestCluster.Stop();
}
