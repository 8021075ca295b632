using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Halext.Infrastructure.Common.Data;

/// <summary>
/// The last step before EF Core compiles a query: makes the small functions inside it (the readers of a collection's elements and keys)
/// once per query. Left alone, the expression compiler makes a new delegate of each of them for every row, which took a fifth of the time
/// of a list with labels (docs/performance.md).
/// </summary>
[Experimental("EF9100")]
internal sealed class ClosedLambdaCompiler(
    ShapedQueryCompilingExpressionVisitorDependencies dependencies,
    RelationalShapedQueryCompilingExpressionVisitorDependencies relationalDependencies,
    RelationalCommandBuilderDependencies commandBuilderDependencies)
    : RelationalLiftableConstantProcessor(dependencies, relationalDependencies, commandBuilderDependencies)
{
    public override Expression InlineConstants(Expression expression, bool supportsPrecompiledQuery)
    {
        var inlined = base.InlineConstants(expression, supportsPrecompiledQuery);
        return inlined is LambdaExpression query ? new Hoister(query).Visit(query) : inlined;
    }

    /// <summary>Replaces lambdas that use nothing of what surrounds them with constants.</summary>
    private sealed class Hoister(LambdaExpression query) : ExpressionVisitor
    {
        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            var visited = (LambdaExpression)base.VisitLambda(node);
            return node == query || FreeVariables.In(visited) ? visited : Expression.Constant(visited.Compile(), node.Type);
        }

        protected override Expression VisitUnary(UnaryExpression node) => node.NodeType == ExpressionType.Quote ? node : base.VisitUnary(node);
    }

    /// <summary>Looks for variables that are declared outside of an expression.</summary>
    private sealed class FreeVariables : ExpressionVisitor
    {
        private readonly List<ParameterExpression> _bound = [];
        private bool _found;

        public static bool In(Expression expression)
        {
            var visitor = new FreeVariables();
            visitor.Visit(expression);
            return visitor._found;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _found |= !_bound.Contains(node);
            return node;
        }

        protected override Expression VisitLambda<T>(Expression<T> node) => Within(node.Parameters, () => base.VisitLambda(node));

        protected override Expression VisitBlock(BlockExpression node) => Within(node.Variables, () => base.VisitBlock(node));

        protected override CatchBlock VisitCatchBlock(CatchBlock node) =>
            Within(node.Variable is null ? [] : [node.Variable], () => base.VisitCatchBlock(node));

        private T Within<T>(IReadOnlyCollection<ParameterExpression> variables, Func<T> visit)
        {
            var outer = _bound.Count;
            _bound.AddRange(variables);
            var result = visit();
            _bound.RemoveRange(outer, _bound.Count - outer);
            return result;
        }
    }
}
