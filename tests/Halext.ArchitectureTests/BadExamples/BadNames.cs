namespace Halext.ArchitectureTests.BadExamples;

internal static class TaskHelper;

internal static class JobManager;

internal static class TextUtils
{
    internal static class Common;
}

internal static class HelperOfNobody;

internal sealed class NamesMediatR(MediatR.IMediator mediator)
{
    public Func<Task> Later(MediatR.IRequest<int> request) => () => mediator.Send(request);
}

internal sealed class ImplementsMediatR : MediatR.IRequest<int>;
