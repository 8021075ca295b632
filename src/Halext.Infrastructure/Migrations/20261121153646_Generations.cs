using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Halext.Infrastructure.Migrations
{
    /// <inheritdoc />
    public partial class Generations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "system_prompt",
                table: "conversations",
                type: "character varying(16000)",
                maxLength: 16000,
                nullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "content",
                table: "chat_messages",
                type: "character varying(201000)",
                maxLength: 201000,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(32000)",
                oldMaxLength: 32000);

            migrationBuilder.AddColumn<decimal>(
                name: "cost",
                table: "chat_messages",
                type: "numeric(19,9)",
                precision: 19,
                scale: 9,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "failure",
                table: "chat_messages",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "tokens",
                table: "chat_messages",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "generations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<int>(type: "integer", nullable: false),
                    question_number = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<int>(type: "integer", nullable: false),
                    model = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    options = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    length = table.Column<int>(type: "integer", nullable: false),
                    answer_number = table.Column<int>(type: "integer", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    alive_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    stop_requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_generations", x => x.id);
                    table.ForeignKey(
                        name: "fk_generations_conversations_conversation_id",
                        column: x => x.conversation_id,
                        principalTable: "conversations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_generations_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "generation_pieces",
                columns: table => new
                {
                    generation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    start = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_generation_pieces", x => new { x.generation_id, x.start });
                    table.ForeignKey(
                        name: "fk_generation_pieces_generations_generation_id",
                        column: x => x.generation_id,
                        principalTable: "generations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("Npgsql:UnloggedTable", true);

            migrationBuilder.CreateIndex(
                name: "ix_generations_alive_at",
                table: "generations",
                column: "alive_at");

            migrationBuilder.CreateIndex(
                name: "ix_generations_conversation_id_question_number",
                table: "generations",
                columns: new[] { "conversation_id", "question_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_generations_user_id",
                table: "generations",
                column: "user_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "generation_pieces");

            migrationBuilder.DropTable(
                name: "generations");

            migrationBuilder.DropColumn(
                name: "system_prompt",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "cost",
                table: "chat_messages");

            migrationBuilder.DropColumn(
                name: "failure",
                table: "chat_messages");

            migrationBuilder.DropColumn(
                name: "tokens",
                table: "chat_messages");

            migrationBuilder.AlterColumn<string>(
                name: "content",
                table: "chat_messages",
                type: "character varying(32000)",
                maxLength: 32000,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "character varying(201000)",
                oldMaxLength: 201000);
        }
    }
}
