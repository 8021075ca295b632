namespace Halext.Application.Common.Auditing;

/// <summary>What this holds is kept out of the audit trail, whatever it is called. Names that sound like secrets need no attribute.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SensitiveAttribute : Attribute;
