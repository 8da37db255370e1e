package lint

import (
	"math"
	"regexp"
	"slices"
	"strconv"
)

// grounds are what Grafana's panels are drawn on, light and dark.
var grounds = []string{"#FFFFFF", "#181B1F"}

// leastContrast is that of what is drawn to what it is drawn on (WCAG 2.2, 1.4.11).
const leastContrast = 3.0

// wordColors are Grafana's own colours whose contrast is 4.5 and more on both
// grounds, as WCAG 2.2 wants of words (1.4.3). Each has a light and a dark form.
var wordColors = []string{"text", "purple", "red", "semi-dark-green"}

var hexForm = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// checkContrast looks at every colour of a board: of lines and marks, and of the
// words of tables.
func checkContrast(b *boardJSON, report func(string, ...any)) {
	for _, color := range b.said {
		if !hexForm.MatchString(color) {
			continue
		}
		for _, ground := range grounds {
			if c := contrast(color, ground); c < leastContrast {
				report("the colour %s has a contrast of %.2f on %s; the least is %v", color, c, ground, leastContrast)
			}
		}
	}
	for _, p := range b.queries() {
		if p.Type != "table" {
			continue
		}
		for _, o := range p.FieldConfig.Overrides {
			for _, property := range o.Properties {
				if property.ID != "mappings" {
					continue
				}
				for _, color := range colorsIn(property.Value) {
					if !slices.Contains(wordColors, color) {
						report("%v, column %v: words in %s cannot be read on light and dark; allowed are %q", p, o.Matcher.Options, color, wordColors)
					}
				}
			}
		}
	}
}

// colorsIn collects the colours of a value of a board's JSON.
func colorsIn(v any) (found []string) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			found = append(found, colorsIn(item)...)
		}
	case map[string]any:
		for key, item := range v {
			if color, ok := item.(string); ok && key == "color" {
				found = append(found, color)
			}
			found = append(found, colorsIn(item)...)
		}
	}
	return found
}

// contrast is the ratio of two colours' luminances (WCAG 2.2).
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of a colour such as #0072B2, from 0 to 1.
func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8) // hexForm's
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
