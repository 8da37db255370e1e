package effect

// A Part is the cases of one type in a period: how many, and their mean.
type Part struct {
	N    int64
	Mean float64
}

// A Decomposition says how much of a change in an overall mean is mix, that
// there were more or fewer cases of slow types, and how much is rate, that
// cases of the same type took longer or shorter (Kitagawa, "Components of a
// Difference Between Two Rates", JASA 50, 1955). After − Before = Mix + Rate.
type Decomposition struct{ Before, After, Mix, Rate float64 }

// Decompose splits the change from before to after, which list the same types.
// A type without cases in one of the periods has there the mean that it has in
// the other. It reports false where a period has no case.
func Decompose(before, after []Part) (Decomposition, bool) {
	var n0, n1 int64
	for i := range before {
		n0 += before[i].N
		n1 += after[i].N
	}
	if n0 == 0 || n1 == 0 {
		return Decomposition{}, false
	}
	var d Decomposition
	for i, b := range before {
		a := after[i]
		switch {
		case b.N == 0 && a.N == 0:
			continue
		case b.N == 0:
			b.Mean = a.Mean
		case a.N == 0:
			a.Mean = b.Mean
		}
		w0, w1 := float64(b.N)/float64(n0), float64(a.N)/float64(n1)
		d.Before += w0 * b.Mean
		d.After += w1 * a.Mean
		d.Mix += (w1 - w0) * (b.Mean + a.Mean) / 2
		d.Rate += (w0 + w1) / 2 * (a.Mean - b.Mean)
	}
	return d, true
}
