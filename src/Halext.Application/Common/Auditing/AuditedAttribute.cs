namespace Halext.Application.Common.Auditing;

/// <summary>Audited although anybody may try it: it opens the door to what only admins may do. Commands for admins are audited anyway.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AuditedAttribute : Attribute;
