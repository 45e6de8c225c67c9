using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Webmail.Testing;

/// <summary>What the product measures in the flow of one test: tests that run beside it measure with the same instruments.</summary>
public sealed class Measurements : IDisposable
{
    private static readonly AsyncLocal<Measurements?> Current = new();

    private readonly ConcurrentQueue<string> _all = new();
    private readonly MeterListener _listener = new();
    private readonly bool _started;

    /// <summary>Listens to the meters of a name, from here on in this test.</summary>
    public Measurements(string meter)
    {
        Current.Value = this;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // What is looked at rather than told may belong to other tests unless it was made in this one.
            if (instrument.Meter.Name == meter && (!instrument.IsObservable || (_started && Current.Value == this)))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, null, tags));
        _listener.Start();
        _started = true;
    }

    /// <summary>
    /// Everything so far, in order, as the name, the labels and, but for durations, the value: "webmail.sign_ins Refused 1".
    /// </summary>
    public IReadOnlyList<string> All => [.. _all];

    /// <summary>Asks the instruments that are looked at; what they say is added.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        Current.Value = null;
    }

    private void Add(Instrument instrument, long? value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Current.Value != this)
            return;
        var words = new List<string> { instrument.Name };
        foreach (var (_, label) in tags)
            words.Add($"{label}");
        if (value is not null)
            words.Add($"{value}");
        _all.Enqueue(string.Join(' ', words));
    }
}
