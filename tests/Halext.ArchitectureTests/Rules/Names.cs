using System.Reflection;
using System.Text.RegularExpressions;
using Halext.WebApi.Operations.Health;
using Mono.Cecil;

namespace Halext.ArchitectureTests.Rules;

/// <summary>Names say what a thing is or does.</summary>
internal static partial class Names
{
    /// <summary>Mapped methods whose names are no use case's.</summary>
    private static readonly HashSet<string> OwnNames =
    [
        // Signing in has two doors, a form and a JSON body, and operation ids are unique.
        "SignInEndpoints.SignInByForm",

        // Clients know two addresses for asking for the deletion of an account, and operation ids are unique.
        "DeletionEndpoints.RequestDeletionOfAccount",

        // The page of jobs: its files, and who it is open for.
        "JobPageEndpoints.ReadPageFile",
        "JobPageEndpoints.ContinueSession",

        // A socket is a door for many use cases.
        "RealtimeEndpoints.OpenRealtimeSocket",
        "RealtimeEndpoints.OpenConversationSocket",
        "PresenceEndpoints.OpenPresenceSocket",
        // Presence is set at two addresses, and operation ids are unique.
        "PresenceEndpoints.SetMyPresence",
        // Typing has two doors, a query and a JSON body.
        // One use case, and two clients that read its stream in two forms.
        "ChatEndpoints.StreamChatAsText",
        // So has typing, a query and a JSON body.
        "ConversationEndpoints.ShowTypingByQuery",

        // Names of models may contain slashes.
        "WorkbenchModelEndpoints.GetModelStatusWithSlash",

        // Old clients know the same thing under two paths.
        "ServerEndpoints.GetStats",
        "ServerEndpoints.RebuildWebClient",
    ];

    public static Verdict TypesSayWhatTheyAre(IEnumerable<TypeDefinition> types) =>
        Verdict.Of(types.SelectMany(t => t.WithNested()).Where(t => !t.Name.Contains('<', StringComparison.Ordinal)), type =>
            Vague().IsMatch(type.Name) ? $"{type.FullName} does not say what it is" : null);

    /// <summary>A request is a sentence in the imperative: CreateTask.</summary>
    public static Verdict RequestsAreSentences(IEnumerable<Type> types) =>
        Verdict.Of(Requests.In(types), request => Suffixed().IsMatch(request.Name) ? $"{request.FullName} has a suffix" : null);

    /// <summary>The name of the method is the OpenAPI operation id, and that is the use case.</summary>
    public static Verdict RouteMethodsAreUseCases(IEnumerable<MethodInfo> methods, IEnumerable<Type> types)
    {
        var useCases = Requests.In(types).Select(t => t.Name).ToHashSet();

        // Health is one use case in several shapes, beside routes that only tell what the process knows of itself.
        return Verdict.Of(methods.Where(m => m.DeclaringType != typeof(HealthEndpoints)), method =>
            $"{method.DeclaringType!.Name}.{method.Name}" is var name && (useCases.Contains(method.Name) || OwnNames.Contains(name))
                ? null
                : $"{name} is not called after a use case");
    }

    [GeneratedRegex("((Helper|Manager|Util)s?|Utilit(y|ies)|^Common)(`|$)")]
    private static partial Regex Vague();

    [GeneratedRegex("(Command|Query|Request)$")]
    private static partial Regex Suffixed();
}
