package effect_test

import (
	"fmt"
	"math"

	"casework/collectors/effect"
)

// Twelve units over three years; the first six start in month 19 and wait a
// tenth less from then on.
func ExampleAnalyse() {
	p := effect.Panel{}
	for month := range 36 {
		p.Periods = append(p.Periods, effect.Months(2023, 1)+month)
	}
	for i := range 12 {
		u := effect.Unit{Y: make([]float64, 36)}
		if i < 6 {
			u.Adopted = effect.Months(2024, 7)
		}
		for k := range u.Y {
			u.Y[k] = math.Log(20+float64(i)) + 0.05*math.Sin(float64(3*i+k*k))
			if u.Adopted > 0 && p.Periods[k] >= u.Adopted {
				u.Y[k] += math.Log(0.9)
			}
		}
		p.Units = append(p.Units, u)
	}
	a, err := effect.Analyse(p, effect.Settings{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	percent := func(log float64) float64 { return 100 * math.Expm1(log) }
	fmt.Println(a.State)
	fmt.Printf("%.0f %% (%.0f to %.0f), %d units with supervision, %d without\n",
		percent(a.Headline.Value), percent(a.Headline.Low), percent(a.Headline.High), a.Headline.Treated, a.Headline.Controls)
	// Output:
	// published
	// -10 % (-12 to -8), 6 units with supervision, 6 without
}

func ExampleNewChart() {
	c, err := effect.NewChart([]float64{20, 22, 19, 21, 20, 23, 21, 20, 22, 19, 21, 20, 34}, effect.ChartOptions{Fix: 12})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := c.Segments[0]
	fmt.Printf("mean %.1f, limits %.1f to %.1f\n", s.Mean, s.Lower, s.Upper)
	fmt.Println(c.Points[12].Signal, c.Points[12].High)
	// Output:
	// mean 20.7, limits 15.3 to 26.0
	// outside true
}
