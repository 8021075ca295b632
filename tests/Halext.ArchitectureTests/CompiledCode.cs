using Mono.Cecil;

namespace Halext.ArchitectureTests;

/// <summary>Reads what the compiler wrote: which types a type names in its signatures, attributes and code.</summary>
internal static class CompiledCode
{
    private static readonly DefaultAssemblyResolver Resolver = MakeResolver();

    public static ModuleDefinition Read(System.Reflection.Assembly assembly) =>
        Resolver.Resolve(AssemblyNameReference.Parse(assembly.FullName)).MainModule;

    public static TypeDefinition Read(Type type) => Read(type.Assembly).GetType(type.FullName!.Replace('+', '/'));

    /// <summary>The types of a module as they were written, without what compiler and generators added on the top level.</summary>
    public static IEnumerable<TypeDefinition> WrittenTypes(this ModuleDefinition module) =>
        module.Types.Where(t => t.Namespace.StartsWith("Halext", StringComparison.Ordinal) && !t.Name.StartsWith('<'));

    /// <summary>The namespace, which for nested types stands at the outermost one.</summary>
    public static string NamespaceOf(this TypeReference type) => type.DeclaringType is { } outer ? outer.NamespaceOf() : type.Namespace;

    /// <summary>The type with those inside it: closures and state machines hold the code of lambdas and async methods.</summary>
    public static IEnumerable<TypeDefinition> WithNested(this TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    /// <summary>Every other type that this one and those inside it name.</summary>
    public static IReadOnlyList<TypeReference> Uses(this TypeDefinition type) =>
        [.. type.WithNested().SelectMany(Named).SelectMany(Parts).DistinctBy(t => t.FullName).Where(t => t.FullName != type.FullName)];

    /// <summary>Every method that this type and those inside it call or point to.</summary>
    public static IEnumerable<MethodReference> Calls(this TypeDefinition type) =>
        type.WithNested().SelectMany(t => t.Methods).SelectMany(Operands).OfType<MethodReference>();

    private static DefaultAssemblyResolver MakeResolver()
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(Microsoft.AspNetCore.Http.HttpContext).Assembly.Location));
        return resolver;
    }

    private static IEnumerable<TypeReference?> Named(TypeDefinition type) =>
    [
        type.BaseType,
        .. WrittenInterfaces(type),
        .. Attributes(type),
        .. Constraints(type),
        .. type.Fields.Select(f => f.FieldType),
        .. type.Fields.SelectMany(Attributes),
        .. type.Properties.SelectMany(Attributes),
        .. type.Methods.SelectMany(Named),
    ];

    private static IEnumerable<TypeReference?> Named(MethodDefinition method) =>
    [
        .. Signature(method),
        .. Attributes(method),
        .. Constraints(method),
        .. method.Parameters.SelectMany(Attributes),
        .. method.HasBody ? method.Body.Variables.Select(v => v.VariableType) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(h => h.CatchType) : [],
        .. Operands(method).SelectMany(Named),
    ];

    private static IEnumerable<TypeReference?> Named(object operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [.. Signature(method.ElementMethod), .. method.GenericArguments],
        MethodReference method => Signature(method),
        _ => [],
    };

    private static IEnumerable<TypeReference> Signature(MethodReference method) =>
        [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(p => p.ParameterType)];

    private static IEnumerable<object> Operands(MethodDefinition method) =>
        method.HasBody ? method.Body.Instructions.Select(i => i.Operand).Where(o => o is not null) : [];

    /// <summary>The interfaces in the source: the compiler also lists those that the written ones bring along.</summary>
    private static IEnumerable<TypeReference> WrittenInterfaces(TypeDefinition type)
    {
        var all = type.Interfaces.Select(i => i.InterfaceType).ToList();
        var brought = all.SelectMany(i => i.Resolve().Interfaces).Select(i => i.InterfaceType.GetElementType().FullName).ToHashSet();
        return all.Where(i => !brought.Contains(i.GetElementType().FullName));
    }

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider owner) =>
        owner.CustomAttributes.SelectMany(a =>
            a.ConstructorArguments.Concat(a.Properties.Select(p => p.Argument)).Select(v => v.Value).OfType<TypeReference>().Prepend(a.AttributeType));

    private static IEnumerable<TypeReference> Constraints(IGenericParameterProvider owner) =>
        owner.GenericParameters.SelectMany(p => p.Constraints).Select(c => c.ConstraintType);

    /// <summary>Takes arrays, references and generic instances apart; a type parameter names no type.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Concat(Parts(generic.ElementType)),
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        _ => [type],
    };
}
