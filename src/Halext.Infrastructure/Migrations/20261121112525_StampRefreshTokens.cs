using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Halext.Infrastructure.Migrations
{
    /// <inheritdoc />
    public partial class StampRefreshTokens : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // users and api_keys no longer use xmin as version; it is a system column, so there is nothing to drop.
            // Sessions from before have no stamp and end; their people sign in again.
            migrationBuilder.AddColumn<Guid>(
                name: "security_stamp",
                table: "refresh_tokens",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "security_stamp",
                table: "refresh_tokens");
        }
    }
}
