using Mono.Cecil;

namespace Halext.ArchitectureTests.Rules;

/// <summary>The rule about rules: each is applied to the product, and shown to fail.</summary>
internal static class Coverage
{
    public static Verdict RulesAreCalled(IEnumerable<TypeDefinition> types, TypeDefinition fixture)
    {
        var called = fixture.Calls().Select(m => m.FullName).ToHashSet();
        return Verdict.Of(
            types.Where(t => t.Namespace == typeof(Coverage).Namespace).SelectMany(t => t.Methods)
                .Where(m => m.IsPublic && m.ReturnType.FullName == typeof(Verdict).FullName),
            rule => called.Contains(rule.FullName) ? null : $"{rule.DeclaringType.Name}.{rule.Name} is not called by {fixture.Name}");
    }
}
