// What the register is made of. Keys, their order and their frequencies are those of an EAMENA export of 424 sites (the
// caravanserais of Iran); that export knows one country and one kind of site, so countries, kinds and periods are spread
// over more terms of EAMENA's own word list. Names are syllables put together: they mean nothing and are nobody's.
#pragma once

#include <array>
#include <string_view>

namespace stele::bench {

// Which values a column has.
enum class Fill {
  kNever,      // the export has the column, and nothing in it
  kTerm,       // one of `values`
  kTerms,      // several of `values`, joined by ", "; how many: `counts`
  kCertainty,  // as many as kTerms before it said, of `values`
  kDates,      // one to three days
  kNumber,     // a measurement
  kAddress, kGrid, kUuid, kText, kId, kCountry, kProvince, kNames, kNameTypes,  // made for each record
};

// `full` and `thin`: in how many of 1,000 records that were fully assessed, and of those that were only located.
struct Column {
  std::string_view key;
  Fill fill;
  int full, thin;
  std::string_view values = {}, counts = {};  // "value*weight|..."
};

inline constexpr std::string_view kCertain = "High*942|Medium*466|Low*88|Not Applicable*22|Definite*8";
inline constexpr std::string_view kFromOneToSix = "1*54|2*123|3*81|4*40|5*27|6*4";
inline constexpr std::string_view kCategories =
    "Natural*496|Management and Institutional Factors*137|Agricultural/Pastoral*55|Building and Development*40|"
    "Infrastructure/Transport*23|Tourism/Visitor Activities*17|Trade/Commercial Use*11|Looting/Illegal Activities*6";
inline constexpr std::string_view kCauses =
    "Water and/or Wind Action*317|Precipitation*146|Lack of Maintenance/Management/Legal Measures and Activities*124|"
    "Vegetation/Crops/Trees*88|Human Movement/Trampling*28|Occupation/Continued Use*27|Ploughing*27|Restoration*21|Road/Track*18|"
    "Construction*15|Grazing/Animal Movement*12|Clearance (Bulldozing/Levelling)*10|Irrigation*8|Salinity/Salinization*4|Earthquake*3";
inline constexpr std::string_view kOneInMost = "1*407|2*9|3*3";

inline constexpr auto kColumns = std::to_array<Column>({
    {"AH Date From", Fill::kNever, 0, 0},
    {"AH Date To", Fill::kNever, 0, 0},
    {"Address", Fill::kAddress, 950, 60},
    {"Address Type", Fill::kTerm, 946, 60, "Primary*1"},
    {"Administrative Division ", Fill::kProvince, 983, 60},
    {"Administrative Division Type", Fill::kTerm, 983, 60, "Province*9|Governorate*6|District*2"},
    {"Archaeological From Date", Fill::kNever, 0, 0},
    {"Archaeological To Date", Fill::kNever, 0, 0},
    {"Assessment Activity Date", Fill::kDates, 1000, 900},
    {"Assessment Activity Type", Fill::kTerm, 998, 300,
     "Desk-based Assessment, Desk-based Assessment*293|Desk-based Assessment*120|Archaeological Assessment (Image Interpretation)*4|"
     "Desk-based Assessment, Risk Assessment*2"},
    {"BP Date From", Fill::kNever, 0, 0},
    {"BP Date To", Fill::kNever, 0, 0},
    {"Bedrock Geology Type", Fill::kNever, 0, 0},
    {"Built Component", Fill::kNever, 0, 0},
    {"Cadastral Reference", Fill::kNever, 0, 0},
    {"Construction Technique", Fill::kTerm, 958, 10, "Masonry (Mortared)*400|Masonry (Mortared), Masonry (Mortared)*4|Masonry (Unclassified)*2"},
    {"Country Type", Fill::kCountry, 1000, 1000},
    {"Cultural Period Certainty", Fill::kTerm, 981, 40, "Definite*199|Probable*106|Possible*101|Not Applicable*6"},
    {"Cultural Period Type", Fill::kTerm, 981, 330,
     "Unknown*300|Islamic (Levant/Arabia)*130|Islamic (Iran)*120|Roman/Byzantine (Levant/Mesopotamia)*80|Iron Age (Levant/Mesopotamia)*60|"
     "Chalcolithic (Levant)*30|Middle Bronze Age (Levant)*30|Neolithic (Levant/Mesopotamia)*20|Contemporary Islamic (MENA)*20|"
     "Sasanian (Levant/Mesopotamia/Iran/Northern Arabia)*15|First World War (MENA)*2"},
    {"Cultural Sub-period Certainty", Fill::kTerm, 571, 40, "Probable*145|Definite*49|Possible*46|Possible, Possible*2"},
    {"Cultural Sub-period Type", Fill::kTerm, 571, 40,
     "Islamic, Late (Timurid/Safavid/Qajar) (Iran)*227|Islamic, Late (Ottoman) (Levant/Arabia)*60|"
     "Islamic, Middle (Ghaznavid/Seljuq/Khwarazmshah) (Iran)*8|Contemporary Islamic, Early 20th century (MENA)*3"},
    {"Damage Extent Type", Fill::kTerm, 995, 420, "1-10%*92|61-90%*77|91-100%*74|No Visible/Known*68|31-60%*57|11-30%*54"},
    {"Datum Description/EPSG code", Fill::kNever, 0, 0},
    {"Datum Type", Fill::kNever, 0, 0},
    {"Depositional Process", Fill::kNever, 0, 0},
    {"Designation", Fill::kTerm, 78, 4, "National Heritage List*31|UNESCO World Heritage List*2"},
    {"Designation From Date", Fill::kNever, 0, 0},
    {"Designation To Date", Fill::kNever, 0, 0},
    {"Detailed Condition Assessments", Fill::kNever, 0, 0},
    {"Dimension Type", Fill::kTerm, 939, 30, "Area*1"},
    {"Disturbance Cause Category Type", Fill::kTerms, 785, 60, kCategories, kFromOneToSix},
    {"Disturbance Cause Certainty ", Fill::kCertainty, 776, 60, "Medium*404|High*380|Low*50|Definite*18|Not Applicable*10"},
    {"Disturbance Cause Type ", Fill::kTerms, 776, 230, kCauses, kFromOneToSix},
    {"Disturbance Date From", Fill::kDates, 42, 2},
    {"Disturbance Date Occurred Before", Fill::kDates, 248, 10},
    {"Disturbance Date Occurred On ", Fill::kNever, 0, 0},
    {"Disturbance Date To ", Fill::kDates, 42, 2},
    {"EAMENA ID", Fill::kId, 1000, 1000},
    {"Effect Certainty", Fill::kCertainty, 771, 40, kCertain},
    {"Effect Type", Fill::kTerms, 771, 80,
     "Erosion/Deterioration*510|Collapse/Structural Damage*463|Cracked/Broken/Missing Parts*315|Covered*115|Unknown*22|Surface Loss*22|Structural Alteration*18",
     "2*98|3*24|1*39|4*31|9*20|5*23|6*28|11*16|7*22|8*12"},
    {"Fetch Type", Fill::kNever, 0, 0},
    {"GE Imagery Acquisition Date", Fill::kDates, 981, 60},
    {"General Description", Fill::kText, 108, 40},
    {"General Description Type", Fill::kTerm, 108, 40, "General Description*20|Comments*16"},
    {"Geometry Extent Certainty", Fill::kTerm, 1000, 400, "High, Medium*362|Medium, Medium*32|High*17|Definite*3|High, Medium, Medium*3"},
    {"Geometry Qualifier", Fill::kTerm, 988, 300, "Center Point, *398|Center Point*16|Center Point, , *3|Perimeter Polygon*2"},
    {"Google Earth Assessment", Fill::kTerm, 983, 50, "True*325|True, True*91|True, None*1"},
    {"Grid ID", Fill::kGrid, 995, 990},
    {"Heritage Place Function", Fill::kTerms, 991, 330,
     "Unknown*500|Infrastructure/Transport*123|Public/Institutional*114|Trade/Commercial*111|Domestic*110|Funerary/Memorial*90|Defensive/Fortification*44|"
     "Agricultural/Pastoral*42|Religious*42",
     "1*250|2*90|3*84|4*22"},
    {"Heritage Place Function Certainty ", Fill::kCertainty, 991, 80, "High*1067|Definite*127|Medium*68|Low*4"},
    {"Heritage Place Resource Instance", Fill::kNever, 0, 0},
    {"Heritage Place Type", Fill::kTerm, 969, 520, "Archaeological Site*700|Structural Heritage*207|Landscape Component*30"},
    {"Imagery Acquisition Date", Fill::kNever, 0, 0},
    {"Information Resource", Fill::kTerm, 9, 60, "INFORMATION-0144902*4|INFORMATION-0003127*3|INFORMATION-0071113*2"},
    {"Information Resource Acquisition Date", Fill::kDates, 9, 20},
    {"Intervention Activity Type", Fill::kTerm, 45, 2, "Conservation, Restoration, and Maintenance Activities*16|Emergency Actions*2"},
    {"Land Cover Assessment Date", Fill::kNever, 0, 0},
    {"Land Cover Type", Fill::kNever, 0, 0},
    {"Location Certainty", Fill::kTerm, 1000, 470, "High, Medium*394|High*17|Definite*4|High, Medium, Medium*3|Definite, Medium*2|Low, Medium*2"},
    {"Material Class", Fill::kTerm, 962, 30, "Clay*398|Stone*206|Clay, Stone*4"},
    {"Material Type", Fill::kTerm, 962, 30, "Baked Brick*396|Stone (Roughly Cut)*106|Unknown*20|Baked Brick, Stone (Cut)*2"},
    {"Maximum Depth/Min Elevation", Fill::kNever, 0, 0},
    {"Measurement Number", Fill::kNumber, 939, 30},
    {"Measurement Source Type ", Fill::kTerm, 939, 30, "Satellite Imagery (Virtual Globe/Map)*395|Satellite Imagery (Processed)*3"},
    {"Measurement Unit", Fill::kTerm, 939, 30, "square metres (m2)*395|metres (m)*3"},
    {"Minimum Depth/Max Elevation", Fill::kNever, 0, 0},
    {"Name Type", Fill::kNameTypes, 1000, 1000},
    {"Overall Archaeological Certainty Value ", Fill::kTerm, 981, 100, "Definite*315|High*99|Medium*2"},
    {"Overall Condition State Type", Fill::kTerm, 991, 500, "Fair*151|Very Bad*91|Poor*77|Destroyed*71|Good*30"},
    {"Overall Site Morphology Type", Fill::kTerm, 986, 50, "Positive/Built Feature*412|Positive/Built Feature, Surface Feature*2|Unknown*2|Surface Feature*2"},
    {"Overall Site Shape Type", Fill::kTerm, 988, 50, "Rectangular/Square*379|Rectilinear*21|Polygonal*10|Circular*5|Irregular*2|Unknown*2"},
    {"Priority Type", Fill::kTerm, 45, 2,
     "Within 2 to 5 years (Medium)*12|Within 6 months to 1 year (Urgent)*2|Within 1 to 2 years (High)*2|Immediate Action (Emergency)*2"},
    {"Recommendation Type", Fill::kTerms, 45, 2, "Conservation Activity*18|Structural Strengthening/Reinforcement*2", "1*18|2*1"},
    {"Related Geoarchaeology/Palaeolandscape", Fill::kNever, 0, 0},
    {"Resource Name", Fill::kNames, 1000, 1000},
    {"Resource Orientation", Fill::kTerm, 856, 25, "Northeast-Southwest*183|Northwest-Southeast*107|North-South*38|East-West*31|North-West*2|South*2"},
    {"Restricted Access Record Designation", Fill::kNever, 0, 0},
    {"SH Date From", Fill::kNever, 0, 0},
    {"SH Date to", Fill::kNever, 0, 0},
    {"Site Feature Arrangement Type", Fill::kTerm, 979, 30, "Isolated*378|Discrete*26|Adjoining*11"},
    {"Site Feature Form Type", Fill::kTerm, 983, 60, "Structure*415|Mound*90|Unknown*32"},
    {"Site Feature Form Type Certainty", Fill::kTerm, 983, 30, "Definite*316|High*90|Medium*6|Low*5"},
    {"Site Feature Interpretation Certainty", Fill::kTerm, 983, 40, "Definite*233|High*154|Medium*20|Low*4|Medium, Medium*4|Medium, High*2"},
    {"Site Feature Interpretation Number Type", Fill::kTerm, 983, 20, "1*407|1, 1*6|2 to 5*2|Unknown*2"},
    {"Site Feature Interpretation Type", Fill::kTerms, 983, 440,
     "Unknown*300|Tomb/Grave/Burial*150|House/Dwelling*110|Settlement/Habitation Site*90|Tell*70|Enclosure*60|Fort/Fortress/Castle*50|Well*40|Kite*30|"
     "Reservoir/Birka*30|Mosque/Imam/Marabout*28|Church/Chapel*26|Qanat/Foggara*25|Cemetery*25|Tower*20|Synagogue*6|Bath-house*6|Caravanserai/Khan*15|"
     "Temple/Sanctuary*12|Bridge*8|Mill (water)*8|Pendant*8|Aqueduct*4",
     "1*409|2*60|3*12"},
    {"Site Feature Number Type", Fill::kTerm, 979, 20, "1*377|2 to 5*30|6 to 10*6|11 to 20*2"},
    {"Site Feature Shape Type", Fill::kTerm, 979, 40, "Rectangular/Square*368|Rectilinear*34|Circular*5|Polygonal*4|Unknown*2|Irregular*2"},
    {"Spatial Coordinates Ref System", Fill::kNever, 0, 0},
    {"Surficial Geology Type", Fill::kNever, 0, 0},
    {"Threat Category", Fill::kTerms, 967, 230, kCategories, "2*192|3*132|4*47|1*30|5*8"},
    {"Threat Cause Type", Fill::kTerms, 967, 40, kCauses, "2*175|3*135|4*64|1*13|5*20"},
    {"Threat Probability ", Fill::kCertainty, 967, 40, "Possible*1052|Probable*84|Planned*6"},
    {"Tidal Range", Fill::kNever, 0, 0},
    {"Topography Type", Fill::kNever, 0, 0},
    {"Wave Climate", Fill::kNever, 0, 0},
    {"resourceid", Fill::kUuid, 1000, 1000},
});

// The countries where EAMENA records, under the names of its list, in its share (a guess), and a box inside each: whole
// registers are spread like this, and no line is drawn by it.
struct Region {
  std::string_view country;
  int weight;
  double west, south, east, north;
};
inline constexpr auto kRegions = std::to_array<Region>({
    {"Algeria", 12, 0.0, 28.0, 8.0, 36.0},
    {"Bahrain", 2, 50.45, 25.9, 50.6, 26.2},
    {"Egypt", 40, 26.0, 23.0, 33.5, 31.0},
    {"Iran (Islamic Republic of)", 45, 47.5, 28.0, 60.0, 37.0},
    {"Iraq", 45, 41.5, 31.0, 46.5, 36.0},
    {"Israel", 4, 34.6, 30.5, 35.1, 32.6},
    {"Jordan", 50, 35.7, 29.7, 38.5, 32.3},
    {"Kuwait", 3, 47.3, 29.0, 48.0, 29.7},
    {"Lebanon", 6, 35.6, 33.3, 36.3, 34.4},
    {"Libya", 25, 10.5, 25.0, 24.0, 32.5},
    {"Morocco", 8, -9.0, 30.0, -3.0, 34.5},
    {"Oman", 25, 55.0, 18.5, 58.5, 23.5},
    {"Palestine, State of", 8, 35.0, 31.45, 35.4, 32.4},
    {"Qatar", 4, 50.95, 24.9, 51.4, 25.9},
    {"Saudi Arabia", 30, 38.0, 20.5, 47.5, 28.5},
    {"Sudan", 10, 28.0, 15.0, 36.0, 21.0},
    {"Syrian Arab Republic", 45, 36.6, 33.0, 41.0, 36.3},
    {"Tunisia", 10, 8.6, 33.0, 10.5, 36.8},
    {"United Arab Emirates", 8, 53.0, 23.2, 55.8, 25.2},
    {"Yemen", 25, 44.0, 13.5, 50.0, 16.8},
});

// The same syllable in two scripts.
struct Syllable {
  std::string_view latin, arabic;
};
inline constexpr auto kSyllables = std::to_array<Syllable>({
    {"ba", "با"}, {"bur", "بور"}, {"da", "دا"}, {"dil", "دیل"}, {"far", "فار"}, {"ga", "گا"}, {"gul", "گول"}, {"ha", "ها"}, {"him", "هیم"}, {"ja", "جا"},
    {"jul", "جول"}, {"ka", "کا"}, {"kir", "کیر"}, {"la", "لا"}, {"lun", "لون"}, {"ma", "ما"}, {"mir", "میر"}, {"na", "نا"}, {"nur", "نور"}, {"pa", "پا"},
    {"ra", "را"}, {"rud", "رود"}, {"sa", "سا"}, {"sim", "سیم"}, {"sha", "شا"}, {"shur", "شور"}, {"ta", "تا"}, {"tir", "تیر"}, {"va", "وا"}, {"vin", "وین"},
    {"ya", "یا"}, {"za", "زا"}, {"zir", "زیر"}, {"kha", "خا"}, {"khur", "خور"}, {"gha", "غا"}, {"cha", "چا"}, {"chi", "چی"}, {"mu", "مو"}, {"su", "سو"},
});
inline constexpr auto kKinds = std::to_array<Syllable>({
    {"Tell", "تل"}, {"Khirbet", "خربة"}, {"Tepe", "تپه"}, {"Qal'at", "قلعة"}, {"Deir", "دير"}, {"Rujm", "رجم"}, {"Wadi", "وادي"}, {"Umm", "أم"},
});

}  // namespace stele::bench
