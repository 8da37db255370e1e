package board

import (
	"casework/dashboards/panel"
)

// A section is a heading and its lines of panels; the first of a board has
// no heading.
type section struct {
	id    uint32 // of the heading
	key   string
	lines []line
}

// A line is panels beside each other; their widths sum to 24.
type line struct {
	height uint32
	panels []panel.Panel
}
