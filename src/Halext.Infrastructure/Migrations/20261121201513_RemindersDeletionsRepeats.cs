using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Halext.Infrastructure.Migrations
{
    /// <inheritdoc />
    public partial class RemindersDeletionsRepeats : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "reminder_minutes",
                table: "tasks",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "source",
                table: "realtime_events",
                type: "character varying(150)",
                maxLength: 150,
                nullable: true);

            migrationBuilder.AlterColumn<decimal>(
                name: "cost",
                table: "model_uses",
                type: "numeric(19,9)",
                nullable: true,
                oldClrType: typeof(decimal),
                oldType: "numeric(19,9)");

            migrationBuilder.AddColumn<string>(
                name: "cron",
                table: "jobs",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "misfire",
                table: "jobs",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "next_id",
                table: "jobs",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "planned_at",
                table: "jobs",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "series_id",
                table: "jobs",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                table: "jobs",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "reminder_minutes",
                table: "events",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "deletion_requests",
                columns: table => new
                {
                    user_id = table.Column<int>(type: "integer", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    scheduled_for = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    tried = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    settled = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    act_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deletion_requests", x => x.user_id);
                    table.ForeignKey(
                        name: "fk_deletion_requests_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "reminders",
                columns: table => new
                {
                    subject = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    subject_id = table.Column<int>(type: "integer", nullable: false),
                    look_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    looked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    told = table.Column<DateTimeOffset[]>(type: "timestamp with time zone[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reminders", x => new { x.subject, x.subject_id });
                });

            migrationBuilder.CreateTable(
                name: "deletion_tokens",
                columns: table => new
                {
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    user_id = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deletion_tokens", x => x.token_hash);
                    table.ForeignKey(
                        name: "fk_deletion_tokens_deletion_requests_user_id",
                        column: x => x.user_id,
                        principalTable: "deletion_requests",
                        principalColumn: "user_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_realtime_events_topic_source",
                table: "realtime_events",
                columns: new[] { "topic", "source" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_jobs_series_id_id",
                table: "jobs",
                columns: new[] { "series_id", "id" },
                filter: "series_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deletion_requests_act_at",
                table: "deletion_requests",
                column: "act_at");

            migrationBuilder.CreateIndex(
                name: "ix_deletion_tokens_user_id",
                table: "deletion_tokens",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_reminders_look_at",
                table: "reminders",
                column: "look_at");

            RemindersSchema.Create(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            RemindersSchema.Drop(migrationBuilder);

            migrationBuilder.DropTable(
                name: "deletion_tokens");

            migrationBuilder.DropTable(
                name: "reminders");

            migrationBuilder.DropTable(
                name: "deletion_requests");

            migrationBuilder.DropIndex(
                name: "ix_realtime_events_topic_source",
                table: "realtime_events");

            migrationBuilder.DropIndex(
                name: "ix_jobs_series_id_id",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "reminder_minutes",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "source",
                table: "realtime_events");

            migrationBuilder.DropColumn(
                name: "cron",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "misfire",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "next_id",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "planned_at",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "series_id",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "time_zone",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "reminder_minutes",
                table: "events");

            migrationBuilder.AlterColumn<decimal>(
                name: "cost",
                table: "model_uses",
                type: "numeric(19,9)",
                nullable: false,
                defaultValue: 0m,
                oldClrType: typeof(decimal),
                oldType: "numeric(19,9)",
                oldNullable: true);
        }
    }
}
