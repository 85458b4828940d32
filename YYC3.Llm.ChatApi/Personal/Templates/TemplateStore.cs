using Dapper;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Personal.Templates;

/// <summary>Templates in the database: a person's own, and those of the project, which all may use.</summary>
internal sealed class TemplateStore(IDatabase database, TimeProvider time)
{
    private const int Most = 1000;

    private const string Columns = """
        t.id as "Id", t.owner as "Owner", t.name as "Name", t.description as "Description", t.version as "Latest", v.version as "Version", v.body as "Body", v.variables as "Variables", t.created_at as "CreatedAt", t.updated_at as "UpdatedAt"
        """;

    public async Task<IReadOnlyList<Template>> ListAsync(Whose whose, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        return (await connection.QueryAsync<Template>(new CommandDefinition(
            $"select {Columns} from templates t join template_versions v on v.template = t.id and v.version = t.version where t.tenant = @tenant and (t.owner is null or t.owner = @owner) order by t.created_at, t.id limit {Most}",
            new { tenant = whose.Tenant.Value, owner = whose.Owner },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>A template; null when there is none that the person may use, or not in this version.</summary>
    public async Task<Template?> FindAsync(Whose whose, string id, long? version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Template>(new CommandDefinition(
            $"select {Columns} from templates t join template_versions v on v.template = t.id and v.version = coalesce(@version, t.version) where t.tenant = @tenant and (t.owner is null or t.owner = @owner) and t.id = @id",
            new { tenant = whose.Tenant.Value, owner = whose.Owner, id, version },
            cancellationToken: cancellationToken));
    }

    /// <summary>The numbers and times of a template's versions, oldest first.</summary>
    public async Task<IReadOnlyList<(long Version, long CreatedAt)>> VersionsAsync(Whose whose, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        return (await connection.QueryAsync<(long, long)>(new CommandDefinition(
            "select version, created_at from template_versions where tenant = @tenant and template = @id order by version", new { tenant = whose.Tenant.Value, id }, cancellationToken: cancellationToken))).AsList();
    }

    public async Task<Template> CreateAsync(Whose whose, bool isProjects, string name, string? description, string body, string variables, CancellationToken cancellationToken)
    {
        var id = Ids.New("pmpt", time);
        var row = new { id, tenant = whose.Tenant.Value, owner = isProjects ? null : whose.Owner, name, description, body, variables, now = time.GetUtcNow().ToMicroseconds() };
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into templates (id, tenant, owner, name, description, version, created_at, updated_at) values (@id, @tenant, @owner, @name, @description, 1, @now, @now)", row, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into template_versions (template, version, tenant, body, variables, created_at) values (@id, 1, @tenant, @body, @variables, @now)", row, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return (await FindAsync(whose, id, null, cancellationToken))!;
    }

    /// <summary>Adds a version; those before it stay.</summary>
    public async Task<Template> AddVersionAsync(Whose whose, Template template, CancellationToken cancellationToken)
    {
        var row = new { template.Id, tenant = whose.Tenant.Value, template.Name, template.Description, template.Body, template.Variables, now = time.GetUtcNow().ToMicroseconds() };
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update templates set name = @Name, description = @Description, version = version + 1, updated_at = @now where tenant = @tenant and id = @Id", row, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into template_versions (template, version, tenant, body, variables, created_at) select id, version, tenant, @Body, @Variables, @now from templates where tenant = @tenant and id = @Id", row, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return (await FindAsync(whose, template.Id, null, cancellationToken))!;
    }

    public async Task DeleteAsync(Whose whose, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(whose.Tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("delete from templates where tenant = @tenant and id = @id", new { tenant = whose.Tenant.Value, id }, cancellationToken: cancellationToken));
    }
}
