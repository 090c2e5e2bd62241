using System.Globalization;

namespace Astra.Plugins.Cannon;

/// <summary>
/// The terms of a model: products of powers of the scaled labels x. The flux of a pixel is the sum of its coefficients times these terms (Ness et al.
/// 2015, ApJ 808, 16, section 3). The first term is the constant 1. Read-only, so one object serves all threads.
/// </summary>
/// <remarks>
/// Text form: <c>1; teff; logg; teff^2; teff*logg</c>, or one of the words <c>linear</c>, <c>quadratic</c>, <c>cubic</c> for all products of up to so
/// many labels. A term, its derivatives and its second derivatives are numbers times products of powers, which are all in one table, each made from an
/// earlier one by a single multiplication.
/// </remarks>
sealed class PolynomialTerms
{
    /// <summary>
    /// The text of the quadratic terms in the order of Ness et al. 2015: 1; x_1 .. x_L; then the products x_i x_j with j not below i, i slowest.
    /// </summary>
    public const string Quadratic = "1, x_i, x_i x_j (j >= i)";

    // Beyond this degree a polynomial between training stars oscillates by far more than any line varies.
    const int HighestPower = 9;

    static readonly string[] degrees = ["linear", "quadratic", "cubic"];

    readonly int[] parents;
    readonly int[] factors;
    readonly int[] positions;
    readonly SparseTerm[][] derivatives;
    readonly SparseTerm[][] secondDerivatives;

    PolynomialTerms(IReadOnlyList<int[]> powers, IReadOnlyList<string> labels, bool quadratic)
    {
        Labels = labels.Count;
        Powers = powers;
        Names = [.. powers.Select(term => NameOf(term, labels))];
        Text = quadratic ? Quadratic : string.Join("; ", Names);

        // Dividing a term by any label gives a derivative but for a number; so the table holds every divisor of every term.
        Dictionary<string, int> index = [];
        List<int[]> table = [];
        foreach (int[] term in powers)
        {
            AddWithDivisors(term);
        }

        (parents, factors) = ([.. table.Select(Parent)], [.. table.Select(Factor)]);
        positions = [.. powers.Select(term => index[Key(term)])];
        derivatives = [.. Enumerable.Range(0, Labels).Select(i => Derive([.. powers.Select((term, t) => new Monomial(t, 1, term))], i).Select(Sparse).ToArray())];
        secondDerivatives = new SparseTerm[Labels * Labels][];
        for (int i = 0; i < Labels; i++)
        {
            for (int j = 0; j < Labels; j++)
            {
                IEnumerable<Monomial> first = Derive([.. powers.Select((term, t) => new Monomial(t, 1, term))], i);
                secondDerivatives[(i * Labels) + j] = [.. Derive(first, j).Select(Sparse)];
            }
        }

        Linear = [.. Enumerable.Range(0, Labels).Select(i => powers.ToList().FindIndex(term => term.Sum() == 1 && term[i] == 1))];
        Products = table.Count;

        void AddWithDivisors(int[] monomial)
        {
            if (index.ContainsKey(Key(monomial)))
            {
                return;
            }

            for (int i = 0; i < monomial.Length; i++)
            {
                if (monomial[i] > 0)
                {
                    AddWithDivisors(Divided(monomial, i));
                }
            }

            index[Key(monomial)] = table.Count;
            table.Add(monomial);
        }

        int Factor(int[] monomial) => Array.FindIndex(monomial, power => power > 0);

        int Parent(int[] monomial) => Factor(monomial) is int factor and >= 0 ? index[Key(Divided(monomial, factor))] : -1;

        SparseTerm Sparse(Monomial monomial) => new(monomial.Term, monomial.Number, index[Key(monomial.Powers)]);
    }

    /// <summary>The number of labels.</summary>
    public int Labels { get; }

    /// <summary>The number of terms.</summary>
    public int Count => Powers.Count;

    /// <summary>The power of each label in each term: terms x labels.</summary>
    public IReadOnlyList<int[]> Powers { get; }

    /// <summary>Each term in words, such as <c>teff*logg</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The text from which <see cref="Parse"/> makes the same terms.</summary>
    public string Text { get; }

    /// <summary>The position of each label's linear term, or -1 where there is none.</summary>
    public IReadOnlyList<int> Linear { get; }

    /// <summary>How many products <see cref="EvaluateProducts"/> computes.</summary>
    public int Products { get; }

    /// <summary>Reads the text form.</summary>
    /// <param name="text">See the remarks of the class; <see cref="Quadratic"/> is understood as well.</param>
    /// <param name="labels">The names of the labels, in order.</param>
    /// <exception cref="FormatException">It is not a list of different terms that starts with 1 and has all labels; the message says what is wrong.</exception>
    public static PolynomialTerms Parse(string text, IReadOnlyList<string> labels)
    {
        string trimmed = text.Trim();
        if (trimmed == Quadratic || Array.IndexOf(degrees, trimmed) >= 0)
        {
            int degree = trimmed == Quadratic ? 2 : Array.IndexOf(degrees, trimmed) + 1;
            return new PolynomialTerms([.. UpTo(degree, labels.Count)], labels, degree == 2);
        }

        int[][] powers = [.. trimmed.Split(';').Select(word => Powers(word.Trim(), labels))];
        if (powers[0].Any(power => power > 0))
        {
            throw new FormatException($"the terms '{text}' do not start with the constant 1");
        }

        if (powers.GroupBy(Key).FirstOrDefault(group => group.Count() > 1) is IGrouping<string, int[]> twice)
        {
            throw new FormatException($"the term '{NameOf(twice.First(), labels)}' is there twice");
        }

        int missing = Enumerable.Range(0, labels.Count).FirstOrDefault(i => powers.All(term => term[i] == 0), -1);
        if (missing >= 0)
        {
            throw new FormatException($"the label '{labels[missing]}' is in none of the terms '{text}'");
        }

        int[][] quadratic = [.. UpTo(2, labels.Count)];
        bool same = powers.Length == quadratic.Length && powers.Zip(quadratic).All(pair => pair.First.SequenceEqual(pair.Second));
        return new PolynomialTerms(powers, labels, same);

        static int[] Powers(string word, IReadOnlyList<string> labels)
        {
            int[] powers = new int[labels.Count];
            if (word == "1")
            {
                return powers;
            }

            foreach (string factor in word.Split('*', StringSplitOptions.TrimEntries))
            {
                string[] parts = factor.Split('^', StringSplitOptions.TrimEntries);
                int label = labels.ToList().IndexOf(parts[0]);
                int power = 1;
                if (label < 0)
                {
                    throw new FormatException($"'{parts[0]}' in the term '{word}' is not a label; the labels are {string.Join(", ", labels)}");
                }

                if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out power)) || power < 1)
                {
                    throw new FormatException($"'{factor}' in the term '{word}' is not a label with a power, such as {parts[0]}^2");
                }

                powers[label] += power;
            }

            return powers.Max() <= HighestPower ? powers : throw new FormatException($"the term '{word}' has a power above {HighestPower}");
        }
    }

    /// <summary>How many terms a quadratic has.</summary>
    public static int QuadraticCount(int labels) => 1 + labels + (labels * (labels + 1) / 2);

    /// <summary>The number of labels of the quadratic that has a number of terms, or null where none has.</summary>
    public static int? QuadraticLabels(int terms)
    {
        int labels = 0;
        while (QuadraticCount(labels) < terms)
        {
            labels++;
        }

        return labels > 0 && QuadraticCount(labels) == terms ? labels : null;
    }

    /// <summary>Whether a term depends on a label.</summary>
    public bool Contains(int term, int label) => Powers[term][label] > 0;

    /// <summary>Evaluates the products from which terms and derivatives are taken.</summary>
    /// <param name="x">Scaled labels.</param>
    /// <param name="products">Receives <see cref="Products"/> values.</param>
    public void EvaluateProducts(ReadOnlySpan<double> x, Span<double> products)
    {
        for (int k = 0; k < parents.Length; k++)
        {
            products[k] = parents[k] < 0 ? 1 : products[parents[k]] * x[factors[k]];
        }
    }

    /// <summary>Takes the terms from the products.</summary>
    /// <param name="products">From <see cref="EvaluateProducts"/>.</param>
    /// <param name="terms">Receives <see cref="Count"/> values.</param>
    public void Gather(ReadOnlySpan<double> products, Span<double> terms)
    {
        for (int t = 0; t < positions.Length; t++)
        {
            terms[t] = products[positions[t]];
        }
    }

    /// <summary>Evaluates all terms.</summary>
    /// <param name="x">Scaled labels.</param>
    /// <param name="terms">Receives <see cref="Count"/> values.</param>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> terms)
    {
        Span<double> products = Products <= 512 ? stackalloc double[Products] : new double[Products];
        EvaluateProducts(x, products);
        Gather(products, terms);
    }

    /// <summary>The derivatives of the terms by a label, those that are zero left out.</summary>
    /// <param name="label">0-based.</param>
    public ReadOnlySpan<SparseTerm> Derivatives(int label) => derivatives[label];

    /// <summary>The second derivatives of the terms by two labels, those that are zero left out.</summary>
    /// <param name="first">0-based.</param>
    /// <param name="second">0-based.</param>
    public ReadOnlySpan<SparseTerm> SecondDerivatives(int first, int second) => secondDerivatives[(first * Labels) + second];

    /// <summary>All products of at most so many labels, ordered by degree and then with the first label slowest.</summary>
    static IEnumerable<int[]> UpTo(int degree, int labels)
    {
        yield return new int[labels];
        List<(int[] Powers, int Last)> before = [(new int[labels], 0)];
        for (int d = 1; d <= degree; d++)
        {
            List<(int[] Powers, int Last)> next = [];
            foreach ((int[] powers, int last) in before)
            {
                for (int i = last; i < labels; i++)
                {
                    int[] product = [.. powers];
                    product[i]++;
                    next.Add((product, i));
                    yield return product;
                }
            }

            before = next;
        }
    }

    static IEnumerable<Monomial> Derive(IEnumerable<Monomial> monomials, int label) => monomials
        .Where(monomial => monomial.Powers[label] > 0)
        .Select(monomial => new Monomial(monomial.Term, monomial.Number * monomial.Powers[label], Divided(monomial.Powers, label)));

    static int[] Divided(int[] powers, int label)
    {
        int[] divided = [.. powers];
        divided[label]--;
        return divided;
    }

    static string Key(int[] powers) => string.Join(',', powers);

    static string NameOf(int[] powers, IReadOnlyList<string> labels)
    {
        IEnumerable<string> parts = powers.Select((power, i) => power == 1 ? labels[i] : $"{labels[i]}^{power}").Where((_, i) => powers[i] > 0);
        return powers.Any(power => power > 0) ? string.Join('*', parts) : "1";
    }

    /// <summary>A term of a derivative: a number times a product of the table, belonging to a term of the model.</summary>
    /// <param name="Term">The position of the term of the model.</param>
    /// <param name="Number">What the product is multiplied by.</param>
    /// <param name="Product">The position of the product among those of <see cref="EvaluateProducts"/>.</param>
    public readonly record struct SparseTerm(int Term, double Number, int Product);

    readonly record struct Monomial(int Term, double Number, int[] Powers);
}
