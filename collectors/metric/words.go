package metric

import "regexp"

// Causal finds words, in bokmål and English, that claim a cause. What is shown
// is a change associated with supervision; no board, report or description of
// a metric says more. Saying that figures do not show the reason is not
// claiming one.
var Causal = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(caused|causes|causing|causal(?:ly)?|because of|thanks to|due to|owing to|` +
	`leads? to|led to|leading to|results? in|resulted in|results? from|effects? (?:of|on)|impacts? (?:of|on)|contribut\w+ to|` +
	`supervision (?:reduce|improve|shorten|lower|increase|cut|help|work)\w*|` +
	`forårsak\w*|skyld(?:es|tes)|på grunn av|som følge av|takket være|før(?:er|te) til|med(?:fører|førte)|result(?:erer|erte) i|` +
	`bidr(?:ar|o) til|effekt(?:en|er)? (?:av|på)|virkning(?:en|er)? (?:av|på)|påvirkning(?:en)? (?:av|på)|` +
	`veiledning(?:en)? (?:reduserer|forbedrer|forkorter|øker|senker|hjelper|virker|gir)|årsak(?:en|er)? til)(?:$|[^\p{L}])`)
