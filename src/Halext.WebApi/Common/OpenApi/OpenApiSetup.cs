using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halext.Domain.Common;
using Halext.WebApi.Common.Errors;
using Halext.WebApi.Common.Json;
using Halext.WebApi.Common.Security;
using Halext.WebApi.Common.Streaming;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;

namespace Halext.WebApi.Common.OpenApi;

/// <summary>The OpenAPI 3.1 document: made from the routes, completed with what they all share.</summary>
internal static class OpenApiSetup
{
    /// <summary>The name that <c>MapOpenApi</c> assumes for a path without one.</summary>
    private const string DocumentName = "v1";
    private const string BearerScheme = "bearer";
    private const string ApiKeyScheme = "apiKey";

    public static IServiceCollection AddHalextOpenApi(this IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = type =>
            type.Type == typeof(Flag) || type.Type == typeof(Instant) || type.Type == typeof(JsonElement) || Is(typeof(Optional<>), type.Type) || Is(typeof(Choice<>), type.Type)
                ? null
                : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddDocumentTransformer(Complete);
        options.AddOperationTransformer(Complete);
        options.AddSchemaTransformer(Complete);
    });

    private static async Task Complete(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Halext",
            Version = ThisAssembly.Version,
            Description = "One self-hosted backend: organiser, coaching practice, learning assistant and AI workbench.",
        };
        document.Servers = [new OpenApiServer { Url = "/api" }, new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas["Problem"] = await context.GetOrCreateSchemaAsync(typeof(ProblemBody), null, ct);
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "The access token of POST /token or /auth/login.",
            },
            [ApiKeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = HalextAuthenticationHandler.ApiKeyHeader,
                Description = "A key of POST /auth/api-keys.",
            },
        };
    }

    private static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var isPublic = metadata.OfType<IAllowAnonymous>().Any();
        operation.OperationId = OperationId(context);
        operation.Summary = XmlSummaries.Of(metadata.OfType<MethodInfo>().First());
        operation.Responses ??= [];

        // 400 is the framework's own idea; Halext answers unreadable input with 422.
        operation.Responses.Remove("400");
        var hasInput = operation.RequestBody is not null || operation.Parameters is { Count: > 0 };
        if (metadata.OfType<AlsoStreams>().Any())
        {
            operation.Responses["200"].Content!.Add(
                EventStreamReply.ContentType, new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }

        AddProblem(operation, context, "400", "Refused; the code says why.", metadata.OfType<BadRequestMark>().Any());
        AddProblem(operation, context, "401", "Not signed in, or the credential is not good.", !isPublic);
        AddProblem(operation, context, "403", "Signed in, but not allowed.", !isPublic);
        AddProblem(operation, context, "404", "There is no such thing for you.", context.Description.RelativePath?.Contains('{', StringComparison.Ordinal) == true);
        AddProblem(operation, context, "409", "The present state contradicts the request.", context.Description.HttpMethod is not "GET");
        AddProblem(operation, context, "413", "The body is too large.", operation.RequestBody is not null);
        AddProblem(operation, context, "415", "The body's content type is not supported.", operation.RequestBody is not null);
        AddProblem(operation, context, "422", "The input is not valid; errors names the fields.", hasInput);
        AddProblem(operation, context, "429", "Too many requests; Retry-After says when to try again.", true);
        AddProblem(operation, context, "503", "Something that the server depends on does not answer.", true);
        if (!isPublic)
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = [] },
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKeyScheme, context.Document)] = [] },
            ];
        }

        return Task.CompletedTask;
    }

    private static void AddProblem(OpenApiOperation operation, OpenApiOperationTransformerContext context, string status, string description, bool applies)
    {
        // A route may also declare one by its status alone.
        var isDeclared = operation.Responses!.TryGetValue(status, out var declared);
        if ((!applies && !isDeclared) || declared?.Content is { Count: > 0 })
            return;
        operation.Responses[status] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Problems.ContentType] = new() { Schema = new OpenApiSchemaReference("Problem", context.Document) },
            },
        };
    }

    /// <summary>The use case's name; the second verb and the second path of one route get a suffix, because ids are unique.</summary>
    private static string OperationId(OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var name = metadata.OfType<MethodInfo>().First().Name;
        var verbs = metadata.OfType<HttpMethodMetadata>().First().HttpMethods;
        var suffix = verbs.Count > 1 && context.Description.HttpMethod != verbs[0] ? "By" + Capitalized(context.Description.HttpMethod!) : "";
        return name + suffix + (context.Description.RelativePath!.StartsWith("v1/", StringComparison.Ordinal) ? "V1" : "");
    }

    private static string Capitalized(string verb) => verb[0] + verb[1..].ToLowerInvariant();

    private static Task Complete(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        // A client that were made to send them would change what it does not mean to.
        foreach (var optional in context.JsonTypeInfo.Properties.Where(p => Is(typeof(Optional<>), p.PropertyType)))
            schema.Required?.Remove(optional.Name);

        var type = context.JsonTypeInfo.Type;
        if (type == typeof(Flag))
            schema.Type = JsonSchemaType.Boolean;
        else if (type == typeof(Instant) || type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
            (schema.Type, schema.Format) = (JsonSchemaType.String | ((schema.Type ?? default) & JsonSchemaType.Null), "date-time");
        else if (type == typeof(bool) || type == typeof(bool?))
            schema.Type = JsonSchemaType.Boolean | ((schema.Type ?? default) & JsonSchemaType.Null);
        else if (type == typeof(string))
            schema.Type = JsonSchemaType.String | ((schema.Type ?? default) & JsonSchemaType.Null);
        else if (Is(typeof(Choice<>), type))
            DescribeWords(schema, type.GetGenericArguments()[0]);
        else if (Is(typeof(Optional<>), type))
            Describe(schema, type.GetGenericArguments()[0]);

        // Numbers are also read from strings, but that is leniency, not contract.
        if (schema.Type is { } t && t.HasFlag(JsonSchemaType.String) && (t.HasFlag(JsonSchemaType.Integer) || t.HasFlag(JsonSchemaType.Number)))
            (schema.Type, schema.Pattern) = (t & ~JsonSchemaType.String, null);
        return Task.CompletedTask;
    }

    private static void Describe(OpenApiSchema schema, Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        schema.Properties = null;
        if (inner.IsEnum)
        {
            DescribeWords(schema, inner);
            return;
        }

        (schema.Type, schema.Format) = inner switch
        {
            _ when inner == typeof(string) => (JsonSchemaType.String | JsonSchemaType.Null, null),
            _ when inner == typeof(bool) => (JsonSchemaType.Boolean | JsonSchemaType.Null, null),
            _ when inner == typeof(int) => (JsonSchemaType.Integer | JsonSchemaType.Null, "int32"),
            _ when inner == typeof(long) => (JsonSchemaType.Integer | JsonSchemaType.Null, "int64"),
            _ when inner == typeof(decimal) => (JsonSchemaType.Number | JsonSchemaType.Null, "double"),
            _ when inner == typeof(DateTimeOffset) => (JsonSchemaType.String | JsonSchemaType.Null, "date-time"),
            _ when inner == typeof(JsonElement) => (JsonSchemaType.Array | JsonSchemaType.Object, null),
            _ => throw new NotSupportedException($"Say here how Optional<{inner.Name}> looks in OpenAPI."),
        };
    }

    /// <summary>One of a few words.</summary>
    private static void DescribeWords(OpenApiSchema schema, Type type)
    {
        (schema.Type, schema.Properties) = (JsonSchemaType.String, null);
        schema.Enum = [.. Enum.GetNames(type).Select(n => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(n))];
    }

    private static bool Is(Type generic, Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;
}

/// <summary>What this build calls itself.</summary>
internal static class ThisAssembly
{
    public static readonly string Version =
        typeof(ThisAssembly).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
