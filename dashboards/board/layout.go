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

	collapsed bool // only the heading is shown until a reader opens it
}

// wide makes panels of one line equally wide.
func wide(width uint32, panels ...panel.Panel) []panel.Panel {
	for i := range panels {
		panels[i].Width = width
	}
	return panels
}

// A line is panels beside each other; their widths sum to 24.
type line struct {
	height uint32
	panels []panel.Panel
}
