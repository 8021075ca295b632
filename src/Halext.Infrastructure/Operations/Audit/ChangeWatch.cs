using System.Text.Json;
using Halext.Application.Common.Auditing;
using Halext.Infrastructure.Common.Data;
using Halext.Infrastructure.Common.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Halext.Infrastructure.Operations.Audit;

/// <summary>
/// Collects what one session saves: of changed rows what has changed, of new and of deleted rows everything. What bulk statements and Quartz
/// change passes it by.
/// </summary>
internal sealed class ChangeWatch : IChangeWatch
{
    private readonly HalextDb _db;
    private readonly List<RowChange> _changes = [];
    private List<Saving> _saving = [];

    public ChangeWatch(HalextDb db)
    {
        _db = db;
        db.SavingChanges += OnSaving;
        db.SavedChanges += OnSaved;
        db.WasReset += Forget;
    }

    public IReadOnlyList<RowChange> Changes => _changes;

    public void Dispose()
    {
        _db.SavingChanges -= OnSaving;
        _db.SavedChanges -= OnSaved;
        _db.WasReset -= Forget;
    }

    private void OnSaving(object? sender, EventArgs e) => _saving =
    [
        .. _db.ChangeTracker.Entries()
            .Where(row => row.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && row.Entity is not OutboxEntry)
            .Select(Saving.Of),
    ];

    private void OnSaved(object? sender, EventArgs e)
    {
        foreach (var saved in _saving)
            Add(saved.Done());
        _saving = [];
    }

    /// <summary>The use case starts over: what it did is not stored.</summary>
    private void Forget() => _changes.Clear();

    /// <summary>A row that is saved twice is as it was before the first time, and as it is after the last.</summary>
    private void Add(RowChange change)
    {
        var known = _changes.FindIndex(c => c.Row == change.Row);
        if (known < 0)
        {
            _changes.Add(change);
            return;
        }

        var first = _changes[known];
        _changes[known] = change with
        {
            Before = first.Before is null ? null : Join(first.Before, change.Before),
            After = change.After is null ? null : Join(change.After, first.After),
        };
    }

    private static Dictionary<string, object?> Join(IReadOnlyDictionary<string, object?> values, IReadOnlyDictionary<string, object?>? more) =>
        values.Concat((more ?? new Dictionary<string, object?>()).Where(v => !values.ContainsKey(v.Key))).ToDictionary();

    /// <summary>A row that is being saved; its id and what the database adds are known only afterwards.</summary>
    private sealed record Saving(EntityEntry Row, bool IsNew, bool IsGone, List<PropertyEntry> Columns, Dictionary<string, object?> Before)
    {
        public static Saving Of(EntityEntry row)
        {
            var columns = row.Properties.Where(p => !p.Metadata.IsConcurrencyToken && (row.State is not EntityState.Modified || p.IsModified)).ToList();
            return new Saving(row, row.State is EntityState.Added, row.State is EntityState.Deleted, columns, Values(columns, p => p.OriginalValue));
        }

        public RowChange Done() => new(
            $"{Row.Metadata.GetTableName()}/{string.Join(',', Row.Properties.Where(p => p.Metadata.IsPrimaryKey()).Select(p => p.CurrentValue))}",
            IsNew ? null : Before,
            IsGone ? null : Values(Columns, p => p.CurrentValue));

        private static Dictionary<string, object?> Values(List<PropertyEntry> columns, Func<PropertyEntry, object?> value) =>
            columns.ToDictionary(p => p.Metadata.Name, p => value(p) is string json && p.Metadata.GetColumnType() == "jsonb" ? JsonElement.Parse(json) : value(p));
    }
}
