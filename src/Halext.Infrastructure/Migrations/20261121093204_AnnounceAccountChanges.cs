using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Halext.Infrastructure.Migrations
{
    /// <inheritdoc />
    public partial class AnnounceAccountChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Nodes remember accounts (AccountCache); these triggers tell them when to look again, whoever made the change.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION announce_account_change() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_notify('halext_account_changed', (to_jsonb(COALESCE(NEW, OLD)) ->> TG_ARGV[0]));
                    RETURN NULL;
                END $$;

                CREATE TRIGGER announce_change AFTER UPDATE OF security_stamp, is_active, is_admin OR DELETE ON users
                    FOR EACH ROW EXECUTE FUNCTION announce_account_change('id');
                CREATE TRIGGER announce_change AFTER UPDATE OF revoked_at ON refresh_tokens
                    FOR EACH ROW EXECUTE FUNCTION announce_account_change('user_id');
                CREATE TRIGGER announce_change AFTER UPDATE OF revoked_at, expires_at, can_read, can_write OR DELETE ON api_keys
                    FOR EACH ROW EXECUTE FUNCTION announce_account_change('user_id');
                """);

        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DROP TRIGGER announce_change ON users;
                DROP TRIGGER announce_change ON refresh_tokens;
                DROP TRIGGER announce_change ON api_keys;
                DROP FUNCTION announce_account_change();
                """);

        }
    }
}
