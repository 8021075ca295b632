namespace Halext.Application.Common.Jobs;

/// <summary>What a job of the upkeep has deleted.</summary>
public sealed record DeletedDto(int Deleted);
