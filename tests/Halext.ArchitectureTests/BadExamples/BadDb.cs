using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace Halext.ArchitectureTests.BadExamples;

internal sealed class Person
{
    public int Id { get; init; }

    public DateTime BornAt { get; init; }
}

internal sealed class Note
{
    public int Id { get; init; }

    public int OwnerId { get; init; }

    public int? EditorId { get; init; }

    public string Text { get; init; } = "";
}

internal sealed class Line
{
    public int Id { get; init; }

    public int NoteId { get; init; }
}

/// <summary>Nobody can be deleted: a note's editor stays, and so do the lines of the owner's notes.</summary>
internal sealed class BadDb : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql("Host=127.0.0.1;Database=none");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Conventions.Remove<ForeignKeyIndexConvention>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Person>(person =>
        {
            person.ToTable("users").HasKey(p => p.Id).HasName("pk_users");
            person.Property(p => p.Id).HasColumnName("id");
            person.Property(p => p.BornAt).HasColumnName("born_at").HasColumnType("timestamp without time zone");
        });
        modelBuilder.Entity<Note>(note =>
        {
            note.ToTable("notes").HasKey(n => n.Id).HasName("pk_notes");
            note.Property(n => n.Id).HasColumnName("id");
            note.Property(n => n.OwnerId).HasColumnName("owner_id");
            note.Property(n => n.EditorId).HasColumnName("editorId");
            note.Property(n => n.Text).HasColumnName("text");
            note.HasOne<Person>().WithMany().HasForeignKey(n => n.OwnerId).OnDelete(DeleteBehavior.Cascade).HasConstraintName("fk_owner");
            note.HasOne<Person>().WithMany().HasForeignKey(n => n.EditorId).OnDelete(DeleteBehavior.ClientSetNull).HasConstraintName("fk_editor");
            note.HasIndex(n => new { n.OwnerId, n.Text }).HasDatabaseName("IX_notes");
            note.HasIndex(n => n.EditorId).HasDatabaseName("ix_edited").HasFilter("text <> ''");
        });
        modelBuilder.Entity<Line>(line =>
        {
            line.ToTable("lines").HasKey(l => l.Id).HasName("pk_lines");
            line.Property(l => l.Id).HasColumnName("id");
            line.Property(l => l.NoteId).HasColumnName("note_id");
            line.HasOne<Note>().WithMany().HasForeignKey(l => l.NoteId).OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_note");
            line.HasIndex(l => new { l.Id, l.NoteId }).HasDatabaseName("ix_lines");
        });
    }
}
