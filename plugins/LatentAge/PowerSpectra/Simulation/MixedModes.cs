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

    // In microhertz: a millionth of the resolution of four years.
    const double Precision = 1e-8;

    const int MostSteps = 60;

    /// <summary>The modes between two frequencies, in order.</summary>
    /// <param name="low">In microhertz, above zero.</param>
    /// <param name="high">In microhertz.</param>
    /// <returns>The frequency of each in microhertz, and the share of its energy that is in the envelope, above 0 and up to 1.</returns>
    public IEnumerable<(double Frequency, double EnvelopeShare)> Between(double low, double high)
    {
        int first = (int)Math.Ceiling(Phase(low)), last = (int)Math.Floor(Phase(high));
        double from = low;
        for (int mode = first; mode <= last; mode++)
        {
            double frequency = Solve(mode, from, high);
            (double envelope, double core) = Slopes(frequency);
            yield return (frequency, envelope / (envelope + core));
            from = frequency;
        }
    }

    /// <summary>The phase whose whole values are modes.</summary>
    /// <param name="frequency">In microhertz.</param>
    public double Phase(double frequency)
    {
        double order = Pressure.Order(frequency) - Pressure.DipoleOffset;
        double nearest = Math.Round(order);
        double envelope = nearest + (Math.Atan(Math.Tan(Math.PI * (order - nearest)) / Coupling) / Math.PI);
        return envelope - (MicrohertzPerHertz / (frequency * PeriodSpacing)) + GravityPhase;
    }

    /// <summary>What envelope and core add to the slope of the phase, per microhertz.</summary>
    (double Envelope, double Core) Slopes(double frequency)
    {
        double order = Pressure.Order(frequency) - Pressure.DipoleOffset;
        (double sin, double cos) = Math.SinCos(Math.PI * order);
        double envelope = Coupling / ((Coupling * Coupling * cos * cos) + (sin * sin)) / Pressure.Separation(frequency);
        return (envelope, MicrohertzPerHertz / (frequency * frequency * PeriodSpacing));
    }

    /// <summary>
    /// Where the phase is a value, between two frequencies that it lies between: Newton's steps, or halves of the range where they lead out of it.
    /// </summary>
    double Solve(int value, double low, double high)
    {
        double frequency = low;
        for (int step = 0; step < MostSteps; step++)
        {
            double excess = Phase(frequency) - value;
            if (excess < 0)
            {
                low = frequency;
            }
            else
            {
                high = frequency;
            }

            (double envelope, double core) = Slopes(frequency);
            double next = frequency - (excess / (envelope + core));
            next = next > low && next < high ? next : 0.5 * (low + high);
            if (Math.Abs(next - frequency) < Precision)
            {
                return next;
            }

            frequency = next;
        }

        return frequency;
    }
}
