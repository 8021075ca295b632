using Halext.Domain.Common;

namespace Halext.WebApi.Common.Streaming;

/// <summary>How the pieces of an answer are written as server-sent events (docs/decisions/0019). One instance per stream.</summary>
internal interface IChunkFormat
{
    /// <summary>The answer begins; empty when that is not said.</summary>
    string Begin() => "";

    /// <summary>A piece of the answer, as one or more events; empty when there is nothing to send yet.</summary>
    string Piece(string text);

    /// <summary>Nothing more comes.</summary>
    /// <param name="isCut">Whether the answer ends before the model was done.</param>
    string End(bool isCut);

    /// <summary>The answer broke off.</summary>
    string Failure(Error error);
}
