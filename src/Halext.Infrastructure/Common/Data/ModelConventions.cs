using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Common.Data;

internal static class ModelConventions
{
    /// <summary>Names tables, columns, keys and indexes the way PostgreSQL's users type them.</summary>
    public static void UseSnakeCaseNames(this ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            entity.SetTableName(Snake(entity.GetTableName()!));
            foreach (var property in entity.GetProperties().Where(p => p.Name != XminName))
                property.SetColumnName(Snake(property.GetColumnName()));
            foreach (var key in entity.GetKeys())
                key.SetName(Snake(key.GetName()!));
            foreach (var foreignKey in entity.GetForeignKeys())
                foreignKey.SetConstraintName(Snake(foreignKey.GetConstraintName()!));
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(Snake(index.GetDatabaseName()!));
        }
    }

    /// <summary>
    /// Refuses a save when the row was changed since it was read. PostgreSQL keeps the writing transaction's id in the system column
    /// xmin of every row, so this needs no column of its own.
    /// </summary>
    public static void HasXminVersion<T>(this EntityTypeBuilder<T> entity)
        where T : class =>
        entity.Property<uint>(XminName).IsRowVersion();

    private const string XminName = "xmin";

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Replace("__", "_", StringComparison.Ordinal);
}
