using Halext.Infrastructure.Common.Data;
using Halext.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Halext.ApiTests.Accounts.Users;

public sealed class DeletionTests : ApiTest
{
    [Test]
    public async Task Deleting_an_account_removes_everything_and_ends_its_credentials_at_once()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/tasks/", new { title = "t", labels = new[] { "a", "b" } }).ShouldBeOk();
        var key = (await ada.Client.PostJson("/auth/api-keys", new { name = "k" }).Should(System.Net.HttpStatusCode.Created)).GetProperty("key").GetString();
        await Server.Anonymous().PostJson("/auth/forgot-password", new { email = ada.Email }).ShouldBeOk();
        await Server.Anonymous().Bearer(key).Get("/tasks/").ShouldBeOk();

        await ada.Client.Delete("/users/me/").ShouldBeNoContent();

        await ada.Client.Get("/users/me/").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().Bearer(key).Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().PostJson("/auth/refresh", new { refresh_token = ada.RefreshToken }).ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", TestUser.Password)).ShouldFail(401, "UNAUTHORIZED");
        Assert.That(await RowsOf(ada.Id), Is.Empty);
    }

    [Test]
    public async Task Whatever_is_on_its_way_while_the_account_goes_is_refused_and_leaves_nothing()
    {
        var ada = await Server.SignUp();
        var work = Enumerable.Range(0, 6).SelectMany(i => (Task<HttpResponseMessage>[])
        [
            ada.Client.PostJson("/tasks/", new { title = "t", labels = new[] { "x" } }),
            ada.Client.Get("/users/me/"),
            ada.Client.PatchJson("/users/me/", new { full_name = "Ada" }),
            Server.Anonymous().PostJson("/auth/refresh", new { refresh_token = ada.RefreshToken }),
        ]).ToList();
        var deletion = ada.Client.Delete("/users/me/");
        Assert.That((await Task.WhenAll(work)).Select(r => (int)r.StatusCode), Is.All.LessThan(500));
        Assert.That((int)(await deletion).StatusCode, Is.AnyOf(204, 401), "the reused refresh token may have ended the session first");
        if ((await deletion).IsSuccessStatusCode)
            Assert.That(await RowsOf(ada.Id), Is.Empty);
    }

    [Test]
    public async Task A_name_that_is_registered_again_inherits_nothing()
    {
        var ada = await Server.SignUp("heir");
        await ada.Client.Delete("/users/me/").ShouldBeNoContent();
        await Server.Anonymous().PostJson("/users/", new { username = ada.Username, email = ada.Email, password = TestUser.Password }).ShouldBeOk();
        await ada.Client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
    }

    /// <summary>Looks into every column that refers to a user, so that tables of later features are covered when they appear.</summary>
    private async Task<List<string>> RowsOf(int userId)
    {
        await using var scope = Server.Services.CreateAsyncScope();
        var model = scope.ServiceProvider.GetRequiredService<HalextDb>().Model;
        var references = model.GetEntityTypes()
            .SelectMany(e => e.GetForeignKeys())
            .Where(f => f.PrincipalEntityType.GetTableName() == "users")
            .Select(f => (Table: f.DeclaringEntityType.GetTableName()!, Column: f.Properties[0].GetColumnName()))
            .Append(("users", "id"))
            .ToList();
        Assert.That(references, Has.Count.GreaterThan(5));

        var left = new List<string>();
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        foreach (var (table, column) in references)
        {
            await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table} WHERE {column} = $1", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = userId });
            if ((long)(await command.ExecuteScalarAsync())! > 0)
                left.Add($"{table}.{column}");
        }

        return left;
    }
}
