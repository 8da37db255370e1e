package effect_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"casework/collectors/effect"
)

func chart(t *testing.T, o effect.ChartOptions, values ...float64) effect.Chart {
	t.Helper()
	c, err := effect.NewChart(values, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// signals shows one letter a point: o outside, t trend, 2 two of three, s
// shift, upper case when high.
func signals(c effect.Chart) string {
	letters := map[effect.Rule]string{effect.NoSignal: ".", effect.OutsideLimits: "o", effect.Trend: "t", effect.TwoOfThree: "2", effect.Shift: "s"}
	var out strings.Builder
	for _, p := range c.Points {
		s := letters[p.Signal]
		if p.High {
			s = strings.ToUpper(s)
		}
		out.WriteString(s)
	}
	return out.String()
}

func TestChartRules(t *testing.T) {
	t.Parallel()
	base := []float64{10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11} // mean 10.5, limits ±2.66
	for name, tt := range map[string]struct {
		after []float64
		o     effect.ChartOptions
		want  string
	}{
		"outside, and at the limit":                   {after: []float64{14, 13.16, 7}, want: "O.o"},
		"seven above":                                 {after: []float64{10, 11, 11.5, 11, 11.5, 11, 11.5, 11}, want: ".SSSSSSS"},
		"six above are seven with the last of before": {after: []float64{11, 11.5, 11, 11.5, 11, 11.5}, want: "SSSSSS"},
		"a shift of eight asked for":                  {after: []float64{10, 11, 11.5, 11, 11.5, 11, 11.5, 11}, o: effect.ChartOptions{Shift: 8}, want: "........"},
		"on the mean breaks a run":                    {after: []float64{10, 11, 11.5, 11, 10.5, 11, 11.5, 11}, want: "........"},
		"missing breaks a run":                        {after: []float64{10, 11, 11.5, 11, missing, 11, 11.5, 11}, want: "........"},
		"seven rising":                                {after: []float64{9, 9.5, 10, 10.5, 11, 11.5, 12}, want: "TTTTTTT"},
		"seven falling":                               {after: []float64{12, 11.5, 11, 10.8, 10.6, 10.4, 10.2}, want: "ttttttt"},
		"six rising":                                  {after: []float64{10, 9.5, 10, 10.4, 11, 11.5, 12, 10}, want: "........"},
		"a tie breaks a trend":                        {after: []float64{9, 9.5, 10, 10, 11, 11.5, 12}, want: "......."},
		"two of three near":                           {after: []float64{10, 12.5, 11, 12.5, 10}, want: ".2.2."},
		"two near, one across":                        {after: []float64{10, 12.5, 10, 12.5, 10}, want: "....."},
		"near on two sides":                           {after: []float64{10, 12.5, 8.5, 10}, want: "...."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.o.Fix = len(base)
			got := signals(chart(t, tt.o, append(append([]float64(nil), base...), tt.after...)...))
			if got = strings.ToLower(got[len(base):]); got != strings.ToLower(tt.want) {
				t.Errorf("signals are %s, want %s", got, tt.want)
			}
		})
	}
}

func TestChartSegments(t *testing.T) {
	t.Parallel()
	var values []float64
	for i := range 24 {
		values = append(values, float64(10+i%2+i/12*20))
	}
	if got := signals(chart(t, effect.ChartOptions{}, values...)); strings.Contains(got, ".") {
		t.Errorf("a jump within one segment shows %s", got)
	}
	c := chart(t, effect.ChartOptions{Breaks: []int{12}}, values...)
	if got := signals(c); got != strings.Repeat(".", 24) {
		t.Errorf("two calm segments show %s", got)
	}
	if len(c.Segments) != 2 || c.Segments[1].Mean != 30.5 || c.Segments[1].From != 12 || c.Segments[0].Trial {
		t.Errorf("segments are %+v", c.Segments)
	}
	if c := chart(t, effect.ChartOptions{}, values[:11]...); !c.Segments[0].Trial {
		t.Error("limits of 11 points are not called trial limits")
	}
}

func TestChartScreen(t *testing.T) {
	t.Parallel()
	values := []float64{1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 40, 2, 1}
	screened := chart(t, effect.ChartOptions{}, values...).Segments[0]
	kept := chart(t, effect.ChartOptions{KeepOutliers: true}, values...).Segments[0]
	if math.Abs(screened.Upper-screened.Mean-2.66) > 1e-12 || kept.Upper-kept.Mean < 10 {
		t.Errorf("limits are ±%v screened, ±%v with outliers", screened.Upper-screened.Mean, kept.Upper-kept.Mean)
	}
}

func TestChartFaults(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		o      effect.ChartOptions
		values []float64
		want   string
	}{
		"runs":     {o: effect.ChartOptions{Trend: 2}, want: "Trend is 2"},
		"fix":      {o: effect.ChartOptions{Fix: 1}, want: "Fix is 1"},
		"breaks":   {o: effect.ChartOptions{Breaks: []int{3, 2}}, values: make([]float64, 5), want: "Breaks[1] is 2"},
		"infinite": {values: []float64{1, math.Inf(-1)}, want: "value 1 is beyond"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := effect.NewChart(tt.values, tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestChartLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(-8, 8), rapid.Just(math.NaN())), 0, 40).Draw(t, "values")
		o := effect.ChartOptions{KeepOutliers: rapid.Bool().Draw(t, "keep")}
		c, err := effect.NewChart(values, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range c.Segments {
			if math.IsNaN(s.Mean + s.Lower + s.Upper) {
				t.Fatalf("segment %+v is not finite", s)
			}
		}
		upside := make([]float64, len(values))
		for i, y := range values {
			upside[i] = -y
		}
		d, _ := effect.NewChart(upside, o)
		for i := range c.Points {
			a, b := c.Points[i], d.Points[i]
			if a.Signal != b.Signal || a.Signal != effect.NoSignal && a.High == b.High {
				t.Fatalf("point %d is %+v, upside down %+v", i, a, b)
			}
		}
	})
}

func TestHolm(t *testing.T) {
	t.Parallel()
	got, err := effect.Holm([]float64{0.04, 0.01, 0.03, 0.5})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.09, 0.04, 0.09, 0.5} {
		near(t, fmt.Sprintf("corrected p[%d]", i), got[i], want)
	}
	if _, err := effect.Holm([]float64{0.1, math.NaN()}); err == nil || !strings.Contains(err.Error(), "p[1] is NaN") {
		t.Errorf("error of a NaN is %v", err)
	}
}
