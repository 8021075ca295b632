using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Halext.Infrastructure.Migrations
{
    /// <inheritdoc />
    public partial class Calendar : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "foreign_properties",
                table: "tasks",
                type: "character varying(65536)",
                maxLength: 65536,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "uid",
                table: "tasks",
                type: "character varying(500)",
                maxLength: 500,
                nullable: false,
                defaultValueSql: "gen_random_uuid()::text");

            // The default was for the tasks that are there already; new ones bring their own.
            migrationBuilder.Sql("ALTER TABLE tasks ALTER COLUMN uid DROP DEFAULT;");

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    owner_id = table.Column<int>(type: "integer", nullable: false),
                    uid = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    title = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    description = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: true),
                    location = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    start_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    end_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    all_day = table.Column<bool>(type: "boolean", nullable: false),
                    time_zone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    rrule = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    last_start = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ex_dates = table.Column<DateTimeOffset[]>(type: "timestamp with time zone[]", nullable: false),
                    r_dates = table.Column<DateTimeOffset[]>(type: "timestamp with time zone[]", nullable: false),
                    span_start = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    span_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_spanning = table.Column<bool>(type: "boolean", nullable: false),
                    foreign_properties = table.Column<string>(type: "character varying(65536)", maxLength: 65536, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_events_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "feeds",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    owner_id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    contents = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feeds", x => x.id);
                    table.ForeignKey(
                        name: "fk_feeds_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "event_overrides",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    event_id = table.Column<int>(type: "integer", nullable: false),
                    original_start = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    title = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    description = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: true),
                    location = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    start_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    end_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    foreign_properties = table.Column<string>(type: "character varying(65536)", maxLength: 65536, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_event_overrides", x => x.id);
                    table.ForeignKey(
                        name: "fk_event_overrides_events_event_id",
                        column: x => x.event_id,
                        principalTable: "events",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "event_shares",
                columns: table => new
                {
                    event_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<int>(type: "integer", nullable: false),
                    can_edit = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_event_shares", x => new { x.event_id, x.user_id });
                    table.ForeignKey(
                        name: "fk_event_shares_events_event_id",
                        column: x => x.event_id,
                        principalTable: "events",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_event_shares_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_tasks_owner_id_uid",
                table: "tasks",
                columns: new[] { "owner_id", "uid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_event_overrides_event_id_original_start",
                table: "event_overrides",
                columns: new[] { "event_id", "original_start" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_event_shares_user_id",
                table: "event_shares",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_events_owner_id_span_start",
                table: "events",
                columns: new[] { "owner_id", "span_start" },
                filter: "is_spanning");

            migrationBuilder.CreateIndex(
                name: "ix_events_owner_id_start_time",
                table: "events",
                columns: new[] { "owner_id", "start_time" });

            migrationBuilder.CreateIndex(
                name: "ix_events_owner_id_uid",
                table: "events",
                columns: new[] { "owner_id", "uid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_feeds_owner_id",
                table: "feeds",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_feeds_token_hash",
                table: "feeds",
                column: "token_hash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "event_overrides");

            migrationBuilder.DropTable(
                name: "event_shares");

            migrationBuilder.DropTable(
                name: "feeds");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropIndex(
                name: "ix_tasks_owner_id_uid",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "foreign_properties",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "uid",
                table: "tasks");
        }
    }
}
