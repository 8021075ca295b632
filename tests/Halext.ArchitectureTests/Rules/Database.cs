using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Halext.ArchitectureTests.Rules;

/// <summary>What every table keeps to.</summary>
internal static partial class Database
{
    /// <summary>Texts without a maximum.</summary>
    private static readonly HashSet<string> Unbounded =
    [
        "users.password_hash", // Made by the hasher, never taken from a request; its length is the algorithm's business.
    ];

    /// <summary>
    /// An account goes in one statement: every foreign key to a user, and to what goes with a user, cascades or becomes null.
    /// </summary>
    public static Verdict UsersCanBeDeleted(DbContext db)
    {
        var reached = new HashSet<ITable>(Tables(db).Where(t => t.Name == "users"));
        var open = new Queue<ITable>(reached);
        var keys = new List<IForeignKeyConstraint>();
        while (open.TryDequeue(out var table))
        {
            keys.AddRange(table.ReferencingForeignKeyConstraints);
            foreach (var key in table.ReferencingForeignKeyConstraints.Where(k => k.OnDeleteAction == ReferentialAction.Cascade))
            {
                if (reached.Add(key.Table))
                    open.Enqueue(key.Table);
            }
        }

        return Verdict.Of(keys, key =>
            key.OnDeleteAction is ReferentialAction.Cascade or ReferentialAction.SetNull ? null : $"{key.Name} keeps a user from being deleted");
    }

    /// <summary>PostgreSQL indexes no foreign key by itself; without an index every deletion of what it refers to reads the whole table.</summary>
    public static Verdict ForeignKeysHaveAnIndex(DbContext db) =>
        Verdict.Of(Tables(db).SelectMany(t => t.ForeignKeyConstraints), key =>
            key.Table.Indexes.Where(i => i.Filter is null).Select(i => i.Columns)
                .Concat(key.Table.UniqueConstraints.Select(u => u.Columns))
                .Any(columns => columns.Take(key.Columns.Count).ToHashSet().SetEquals(key.Columns))
                ? null
                : $"{key.Name} is not the beginning of an index");

    public static Verdict NamesAreSnakeCase(DbContext db) =>
        Verdict.Of(
            Tables(db).SelectMany(t => (IEnumerable<string>)
            [
                t.Name,
                .. t.Columns.Select(c => c.Name),
                .. t.Indexes.Select(i => i.Name),
                .. t.UniqueConstraints.Select(u => u.Name),
                .. t.ForeignKeyConstraints.Select(k => k.Name),
                .. t.CheckConstraints.Select(c => c.Name!),
            ]),
            name => SnakeCase().IsMatch(name) ? null : $"{name} is not snake_case");

    public static Verdict TimesAreInstants(DbContext db) =>
        Verdict.Of(Columns(db).Where(c => ClrType(c) == typeof(DateTimeOffset) || ClrType(c) == typeof(DateTime)), column =>
            column.StoreType == "timestamp with time zone" ? null : $"{Name(column)} is {column.StoreType}");

    public static Verdict TextHasAMaximum(DbContext db) =>
        Verdict.Of(Columns(db).Where(c => Text().IsMatch(c.StoreType)), column =>
            column.StoreType.Contains('(', StringComparison.Ordinal) || Unbounded.Contains(Name(column)) ? null : $"{Name(column)} has no maximum length");

    public static Verdict MigrationsAreUpToDate(DbContext db) =>
        Verdict.Of(Tables(db).Take(1), _ => db.Database.HasPendingModelChanges() ? $"{db.GetType().Name} has changes that no migration makes" : null);

    private static IEnumerable<ITable> Tables(DbContext db) => db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables;

    private static IEnumerable<IColumn> Columns(DbContext db) => Tables(db).SelectMany(t => t.Columns);

    private static string Name(IColumn column) => $"{column.Table.Name}.{column.Name}";

    private static Type? ClrType(IColumn column) =>
        column.PropertyMappings.Select(m => Nullable.GetUnderlyingType(m.Property.ClrType) ?? m.Property.ClrType).FirstOrDefault();

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase();

    [GeneratedRegex("^(text|citext|character)")]
    private static partial Regex Text();
}
