using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>
/// Unfolds content lines (RFC 5545 § 3.1). Bytes are unfolded before they are decoded, because old writers fold in the middle of a character.
/// Lines end in CR LF, LF or CR. Blank lines do not end a folded line: a doubled CR makes some. Control characters but the tab are
/// dropped (§ 3.1 forbids them). A line that is not UTF-8 is Windows-1252, which is Latin-1 wherever that has printable characters.
/// </summary>
internal ref struct ContentLines
{
    /// <summary>Of an unfolded line, in octets.</summary>
    public const int LengthMax = 1 << 20;

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);
    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7F).Where(c => c != '\t').Select(c => (byte)c)]);

    private readonly ArrayBufferWriter<byte> _unfolded = new();
    private char[] _characters = [];
    private ReadOnlySpan<byte> _rest;
    private int _nextLine = 1;

    public ContentLines(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <summary>The number of the first physical line, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Until the next step. Empty when it is too long.</summary>
    public ReadOnlySpan<char> Text { get; private set; }

    public bool IsTooLong { get; private set; }

    /// <summary>Steps to the next line that is not blank.</summary>
    public bool MoveNext()
    {
        SkipBlankLines();
        if (_rest.IsEmpty)
            return false;

        Line = _nextLine;
        IsTooLong = false;
        _unfolded.ResetWrittenCount();
        Append(TakePhysicalLine());
        while (SkipBlankLines() && _rest[0] is (byte)' ' or (byte)'\t')
            Append(TakePhysicalLine()[1..]);

        Text = IsTooLong ? [] : Decode(_unfolded.WrittenSpan);
        return true;
    }

    private bool SkipBlankLines()
    {
        while (!_rest.IsEmpty && _rest[0] is (byte)'\r' or (byte)'\n')
            TakePhysicalLine();
        return !_rest.IsEmpty;
    }

    private ReadOnlySpan<byte> TakePhysicalLine()
    {
        var end = _rest.IndexOfAny(LineEnds);
        var line = end < 0 ? _rest : _rest[..end];
        var next = end < 0 ? _rest.Length : _rest[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1;
        _rest = _rest[next..];
        _nextLine++;
        return line;
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        IsTooLong |= _unfolded.WrittenCount + part.Length > LengthMax;
        if (IsTooLong)
            return;
        for (var control = part.IndexOfAny(Controls); control >= 0; control = part.IndexOfAny(Controls))
        {
            _unfolded.Write(part[..control]);
            part = part[(control + 1)..];
        }

        _unfolded.Write(part);
    }

    /// <summary>Files glued together have byte order marks in the middle.</summary>
    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> line)
    {
        if (_characters.Length < line.Length)
            _characters = new char[2 * line.Length];
        var length = (Utf8.IsValid(line) ? Encoding.UTF8 : Windows1252).GetChars(line, _characters);
        return _characters.AsSpan(0, length).TrimStart('\uFEFF');
    }
}
