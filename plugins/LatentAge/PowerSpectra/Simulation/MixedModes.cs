namespace Astra.Plugins.LatentAge.PowerSpectra.Simulation;

/// <summary>
/// The dipole modes of a red giant, which are pressure modes in the envelope and gravity modes in the core: the solutions of tan(theta_p) = q
/// tan(theta_g) (Shibahashi 1979, PASJ 31, 87; Mosser et al. 2012, A&amp;A 540, A143), with theta_p = pi times the order of the pressure modes and
/// theta_g = pi (1 / (nu DeltaPi_1) - epsilon_g).
/// </summary>
/// <remarks>
/// Without a tangent: the phase arctan(tan(theta_p) / q), continued from order to order, minus theta_g grows steadily with frequency, and there is
/// one mode wherever it passes a multiple of pi. Its slope's part that comes from the envelope is the share of the mode's kinetic energy there, 1 -
/// zeta (Goupil et al. 2013, A&amp;A 549, A75; Mosser et al. 2018, A&amp;A 618, A109). These shares add up to 1 over the modes of each order, so that
/// power is neither lost nor won by mixing.
/// </remarks>
/// <param name="Pressure">The pressure modes.</param>
/// <param name="PeriodSpacing">DeltaPi_1: the distance of the gravity modes of degree 1, in seconds.</param>
/// <param name="Coupling">q, between 0 and 1.</param>
/// <param name="GravityPhase">epsilon_g.</param>
sealed record MixedModes(PressureModes Pressure, double PeriodSpacing, double Coupling, double GravityPhase)
{
    const double MicrohertzPerHertz = 1e6;

    // In microhertz: a hundred-thousandth of the resolution of four years.
    const double Precision = 1e-7;

    const int MostSteps = 60;

    /// <summary>The modes between two frequencies, in order.</summary>
    /// <param name="low">In microhertz, above zero.</param>
    /// <param name="high">In microhertz.</param>
    /// <returns>The frequency of each in microhertz, and the share of its energy that is in the envelope, above 0 and up to 1.</returns>
    public IEnumerable<(double Frequency, double EnvelopeShare)> Between(double low, double high)
    {
        int first = (int)Math.Ceiling(At(low).Phase), last = (int)Math.Floor(At(high).Phase);
        double from = low;
        for (int mode = first; mode <= last; mode++)
        {
            (double frequency, double share) = Solve(mode, from, high);
            yield return (frequency, share);
            from = frequency;
        }
    }

    /// <summary>The phase whose whole values are modes, and what envelope and core add to its slope, per microhertz.</summary>
    (double Phase, double Envelope, double Core) At(double frequency)
    {
        double separation = Pressure.Separation(frequency);
        double order = Pressure.Order(frequency) - Pressure.DipoleOffset;
        double nearest = Math.Round(order);
        (double sin, double cos) = Math.SinCos(Math.PI * (order - nearest));
        double gravity = MicrohertzPerHertz / (frequency * PeriodSpacing);

        // The cosine is not below zero within half an order.
        double phase = nearest + (Math.Atan2(sin, Coupling * cos) / Math.PI) - gravity + GravityPhase;
        double envelope = Coupling / ((Coupling * Coupling * cos * cos) + (sin * sin)) / separation;
        return (phase, envelope, gravity / frequency);
    }

    /// <summary>
    /// Where the phase is a value, between two frequencies that it lies between, and the share of the envelope there: Newton's steps, or halves of the
    /// range where they lead out of it.
    /// </summary>
    (double Frequency, double EnvelopeShare) Solve(int value, double low, double high)
    {
        double frequency = low, share = 0;
        for (int step = 0; step < MostSteps; step++)
        {
            (double phase, double envelope, double core) = At(frequency);
            double excess = phase - value;
            if (excess < 0)
            {
                low = frequency;
            }
            else
            {
                high = frequency;
            }

            share = envelope / (envelope + core);
            double next = frequency - (excess / (envelope + core));
            next = next > low && next < high ? next : 0.5 * (low + high);
            if (Math.Abs(next - frequency) < Precision)
            {
                return (next, share);
            }

            frequency = next;
        }

        return (frequency, share);
    }
}
