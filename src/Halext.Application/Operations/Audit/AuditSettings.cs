namespace Halext.Application.Operations.Audit;

/// <summary>What the operator decides about the audit trail.</summary>
/// <param name="Kept">How long entries are kept.</param>
public sealed record AuditSettings(TimeSpan Kept);
