using System.Linq.Expressions;
using System.Text.Json;
using FluentValidation;
using Halext.Application.Common.Events;
using Halext.Application.Common.Security;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.Application.Common.Messaging;

internal static class MessagingServices
{
    /// <summary>Finds every handler, validator and authorizer of this assembly; nothing is registered by hand.</summary>
    public static void AddMessaging(this IServiceCollection services)
    {
        // Sentences name fields as clients do: "'due_date' must …", also for the value inside an Optional<T>.
        ValidatorOptions.Global.DisplayNameResolver = (_, member, expression) =>
            (FirstMember(expression?.Body) ?? member?.Name) is { } name ? JsonNamingPolicy.SnakeCaseLower.ConvertName(name) : null;

        services.AddTransient<ServiceFactory>(sp => sp.GetRequiredService);
        services.AddTransient<IMediator, Mediator>();
        services.AddTransient<ISender, Sender>();

        services.Scan(scan => scan.FromAssemblyOf<Sender>()
            .AddClasses(c => c.AssignableTo(typeof(IRequestHandler<,>)), publicOnly: false)
            .As(t => t.GetInterfaces().Where(i => IsClosed(i, typeof(IRequestHandler<,>))))
            .WithTransientLifetime()
            .AddClasses(c => c.AssignableTo(typeof(IAuthorizer<>)), publicOnly: false)
            .As(t => t.GetInterfaces().Where(i => IsClosed(i, typeof(IAuthorizer<>))))
            .WithTransientLifetime()
            .AddClasses(c => c.AssignableTo(typeof(IReaction<>)), publicOnly: false)
            .As(t => t.GetInterfaces().Where(i => IsClosed(i, typeof(IReaction<>))))
            .WithTransientLifetime()
            // Validators hold rules, not state, and are costly to build.
            .AddClasses(c => c.AssignableTo(typeof(IValidator<>)), publicOnly: false)
            .As(t => t.GetInterfaces().Where(i => IsClosed(i, typeof(IValidator<>))))
            .WithSingletonLifetime());

        // In the order in which they wrap the handler.
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(TraceBehaviour<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(AuditBehaviour<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(AuthorizationBehaviour<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(ValidationBehaviour<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(ConflictBehaviour<,>));
    }

    private static string? FirstMember(Expression? expression)
    {
        string? name = null;
        for (; expression is MemberExpression member; expression = member.Expression)
            name = member.Member.Name;
        return name;
    }

    private static bool IsClosed(Type type, Type generic) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;
}
