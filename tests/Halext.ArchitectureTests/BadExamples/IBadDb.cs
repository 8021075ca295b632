using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Bad;

public interface IBadDb
{
    DbSet<Label> Labels { get; }
}
