using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Halext.Infrastructure.Migrations
{
    /// <inheritdoc />
    public partial class Pages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "layout_presets",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    owner_id = table.Column<int>(type: "integer", nullable: true),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    description = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    layout = table.Column<string>(type: "json", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_layout_presets", x => x.id);
                    table.ForeignKey(
                        name: "fk_layout_presets_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "pages",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    owner_id = table.Column<int>(type: "integer", nullable: false),
                    title = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    description = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: true),
                    visibility = table.Column<int>(type: "integer", nullable: false),
                    layout = table.Column<string>(type: "json", nullable: false),
                    public_token = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    author_id = table.Column<int>(type: "integer", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pages", x => x.id);
                    table.ForeignKey(
                        name: "fk_pages_users_author_id",
                        column: x => x.author_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "fk_pages_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "page_shares",
                columns: table => new
                {
                    page_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<int>(type: "integer", nullable: false),
                    can_edit = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_page_shares", x => new { x.page_id, x.user_id });
                    table.ForeignKey(
                        name: "fk_page_shares_pages_page_id",
                        column: x => x.page_id,
                        principalTable: "pages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_page_shares_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "page_versions",
                columns: table => new
                {
                    page_id = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    title = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    description = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: true),
                    visibility = table.Column<int>(type: "integer", nullable: false),
                    layout = table.Column<string>(type: "json", nullable: false),
                    author_id = table.Column<int>(type: "integer", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_page_versions", x => new { x.page_id, x.number });
                    table.ForeignKey(
                        name: "fk_page_versions_pages_page_id",
                        column: x => x.page_id,
                        principalTable: "pages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_page_versions_users_author_id",
                        column: x => x.author_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "ix_layout_presets_owner_id_id",
                table: "layout_presets",
                columns: new[] { "owner_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_page_shares_user_id",
                table: "page_shares",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_page_versions_author_id",
                table: "page_versions",
                column: "author_id");

            migrationBuilder.CreateIndex(
                name: "ix_pages_author_id",
                table: "pages",
                column: "author_id");

            migrationBuilder.CreateIndex(
                name: "ix_pages_owner_id_id",
                table: "pages",
                columns: new[] { "owner_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_pages_public_token",
                table: "pages",
                column: "public_token",
                unique: true);

            // The presets that everybody has: nobody owns them.
            migrationBuilder.Sql(
                """
                INSERT INTO layout_presets (name, description, layout, created_at) VALUES
                    ('Focus Stack', 'Today''s tasks, this week''s events and notes in one column.', '[
                {"id":"focus","title":"Focus","width":1,"widgets":[
                {"id":"focus-tasks","type":"tasks","title":"Today","config":{"filter":"today"}},
                {"id":"focus-events","type":"events","title":"This week","config":{"range":"week"}},
                {"id":"focus-notes","type":"notes","title":"Notes","config":{}}]}]', now()),
                    ('Planning Grid', 'All tasks and notes beside the month and a gift list.', '[
                {"id":"planning","title":"Plan","width":1,"widgets":[
                {"id":"planning-tasks","type":"tasks","title":"All tasks","config":{"filter":"all"}},
                {"id":"planning-notes","type":"notes","title":"Notes","config":{}}]},
                {"id":"upcoming","title":"Upcoming","width":1,"widgets":[
                {"id":"upcoming-events","type":"events","title":"This month","config":{"range":"month"}},
                {"id":"upcoming-gifts","type":"gift-list","title":"Gifts","config":{}}]}]', now());
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "layout_presets");

            migrationBuilder.DropTable(
                name: "page_shares");

            migrationBuilder.DropTable(
                name: "page_versions");

            migrationBuilder.DropTable(
                name: "pages");
        }
    }
}
