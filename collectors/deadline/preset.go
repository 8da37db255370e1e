package deadline

import "strings"

// Preset returns the rules of a preset; false if there is none of the name.
func Preset(named string) ([]Rule, bool) {
	if named != "no" {
		return nil, false
	}
	return norway(), true
}

// PresetRule returns a rule of a preset by its name, such as "no:innsyn"; false if
// there is none.
func PresetRule(named string) (Rule, bool) {
	preset, caseType, _ := strings.Cut(named, ":")
	list, _ := Preset(preset)
	for _, r := range list {
		if r.CaseType == caseType {
			return r, true
		}
	}
	return Rule{}, false
}

// PresetRules lists the names of all rules of presets.
func PresetRules() (names []string) {
	for _, r := range norway() {
		names = append(names, "no:"+r.CaseType)
	}
	return names
}

// norway are time limits of Norway that are one length for all cases of a kind. Each
// names where it was read. What has no limit in numbers, and targets for a share of
// cases (dagpenger: 80 % in 21 days) is not among them. None moves its end: the sources
// do not say so.
func norway() []Rule {
	return []Rule{
		{
			CaseType: "barnevernsmelding", Length: 1, Unit: Weeks, Until: Forever,
			Law:    "Prop. 133 L (2020–2021) kap. 8: a report is gone through within a week, by the act then in force",
			Source: "https://www.regjeringen.no/no/dokumenter/prop.-133-l-20202021/id2842271/?ch=8", Dated: "2020–2021",
		},
		{
			CaseType: "barnevernsundersøkelse", Length: 3, Unit: Months, Until: Forever,
			Law:    "Prop. 73 L (2016–2017) kap. 14: an investigation takes 3 months, 6 in special cases, by the act then in force",
			Source: "https://www.regjeringen.no/no/dokumenter/prop.-73-l-20162017/id2546056/?ch=14", Dated: "2016–2017",
		},
		{
			CaseType: "byggesøknad-12-uker", Length: 12, Unit: Weeks, Pausable: true, Complete: true, Until: Forever,
			Law: "plan- og bygningsloven § 21-7 first paragraph, as the guide to SAK10 § 7-1 has it: an application is decided within 12 weeks, without the time " +
				"in which regional and state authorities have it; from complete on, as Risør says of both limits",
			Source: "https://www.dibk.no/regelverk/sak/2/7/7-1/", Dated: "no date",
		},
		{
			CaseType: "byggesøknad-3-uker", Length: 3, Unit: Weeks, Complete: true, Until: Forever,
			Law: "plan- og bygningsloven § 21-7 second and third paragraphs, as a municipality has them: 3 weeks for what accords with the plan and needs no other " +
				"authority, from a complete application on",
			Source: "https://www.balsfjord.kommune.no/saksbehandlingstid.287025.no.html", Dated: "no date",
		},
		{
			CaseType: "henvisning", Length: 10, Unit: Workdays, Until: Forever,
			Law:    "Prop. 55 L (2018–2019) kap. 5: a referral is assessed within 10 working days",
			Source: "https://regjeringen.no/no/dokumenter/prop.-55-l-20182019/id2633049/?ch=5&q=nedre", Dated: "2018–2019",
		},
		{
			CaseType: "innsyn", Length: 3, Unit: Workdays, Until: Forever,
			Law:    "guide to access to documents, as quoted: 1 to 3 working days",
			Source: "https://presse.no/forumer/sporsmal/enkle-metoder-etter-arkivlovens-%C2%A7-2-6/", Dated: "no date",
		},
	}
}
