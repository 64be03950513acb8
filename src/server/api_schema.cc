// What the JSON answers look like, as JSON Schema (draft 2020-12). Each object lists all its members; openapi_test.cc
// holds every answer of the API against this text, member by member.
#include "server/openapi.h"

namespace stele::server {

std::string_view api_schemas() {
  static constexpr std::string_view kText = R"json({
"Counts": {"type": "object", "description": "how many, by name", "additionalProperties": {"type": "integer"}},
"Labels": {"type": "object", "description": "words by language tag", "additionalProperties": {"type": "string"}},
"Id": {"type": "string", "description": "26 characters of Crockford's base32 in lower case", "pattern": "^[0-9a-hjkmnp-tv-z]{26}$"},
"Next": {"type": ["string", "null"], "description": "the cursor of the next page; null at the end"},
"Statement": {
  "type": "object",
  "description": "one attributed, dated, sourced assertion about a subject",
  "required": ["position", "commitment", "subject", "property", "value_kind", "value", "audience", "kind", "supersedes", "superseded", "generalised"],
  "properties": {
    "position": {"type": "integer", "description": "its place in the log"},
    "commitment": {"type": "string", "description": "SHA-256 of its card in base64; its global id"},
    "subject": {"$ref": "#/components/schemas/Id"},
    "property": {"type": "string"},
    "value_kind": {"type": "string"},
    "value": {"description": "a string, true or false, or an object of strings, by its kind"},
    "holds": {"type": "string", "description": "when it is said to have been so (EDTF)"},
    "words": {"type": "string", "description": "that period as the source words it"},
    "source": {"$ref": "#/components/schemas/Id"},
    "locator": {"type": "string"},
    "contributor": {"$ref": "#/components/schemas/Id"},
    "certainty": {"type": "string"},
    "original": {"type": "string", "description": "original wording, when the value is not verbatim"},
    "audience": {"type": "string"},
    "contribution": {"$ref": "#/components/schemas/Id"},
    "kind": {"type": "string"},
    "supersedes": {"type": "array", "items": {"type": "string"}, "description": "commitments of the statements it replaces"},
    "superseded": {"type": "boolean", "description": "a later statement replaces it"},
    "generalised": {"type": "boolean", "description": "its position is coarser than the one on record"}
  }
},
"Hit": {
  "type": "object",
  "description": "a record in a list",
  "required": ["id", "type", "title", "names", "statements", "url"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "type": {"type": "string"},
    "title": {"type": "string"},
    "title_lang": {"type": "string"},
    "names": {"type": "array", "items": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}, "lang": {"type": "string"}}}},
    "point": {"type": "object", "required": ["lon", "lat"], "properties": {"lon": {"type": "number"}, "lat": {"type": "number"}}},
    "statements": {"type": "integer"},
    "why": {"type": "string", "description": "how it was found: name, name begins, words"},
    "url": {"type": "string"}
  }
},
"Records": {
  "type": "object",
  "required": ["total", "records", "facets", "next"],
  "properties": {
    "total": {"type": "integer", "description": "exact"},
    "records": {"type": "array", "items": {"$ref": "#/components/schemas/Hit"}},
    "facets": {"type": "array", "description": "counted over all records found, not over the page", "items": {
      "type": "object", "required": ["facet", "values", "more"], "properties": {
        "more": {"type": "integer", "minimum": 0, "description": "values that some record found has and that are not listed; ask with a larger facet_values"},
        "facet": {"type": "string"},
        "values": {"type": "array", "items": {"type": "object", "required": ["value", "count"], "properties": {
          "value": {"type": "string"}, "count": {"type": "integer"}}}}}}},
    "next": {"$ref": "#/components/schemas/Next"}
  }
},
"Record": {
  "type": "object",
  "required": ["id", "type", "title", "statements", "naming"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "type": {"type": "string"},
    "title": {"type": "string"},
    "title_lang": {"type": "string"},
    "statements": {"type": "array", "items": {"$ref": "#/components/schemas/Statement"}},
    "naming": {"$ref": "#/components/schemas/Counts"}
  }
},
"SaidThen": {
  "type": "object",
  "description": "a statement, and how surely it was so at the time asked for",
  "required": ["held", "statement"],
  "properties": {
    "held": {"type": "string", "enum": ["certainly", "possibly", "undated"]},
    "statement": {"$ref": "#/components/schemas/Statement"}
  }
},
"UnitThen": {
  "type": "object",
  "description": "a unit, all statements that say the thing below belonged to it then, and what it belonged to in its turn",
  "required": ["unit", "seen", "said", "repeated", "units"],
  "properties": {
    "unit": {"$ref": "#/components/schemas/Id"},
    "seen": {"type": "boolean", "description": "false: the reader may not see the unit's record, or there is none"},
    "type": {"type": "string"},
    "title": {"type": "string", "description": "its name as of then"},
    "title_lang": {"type": "string"},
    "said": {"type": "array", "items": {"$ref": "#/components/schemas/SaidThen"}},
    "repeated": {"type": "boolean", "description": "it stands elsewhere in this answer and is opened there"},
    "units": {"type": "array", "items": {"$ref": "#/components/schemas/UnitThen"}}
  }
},
"RecordThen": {
  "type": "object",
  "description": "what was said to be so at that time; contradicting statements stand side by side",
  "required": ["id", "date", "type", "title", "names", "units", "whole", "voices"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "date": {"type": "string", "description": "the time asked for (EDTF)"},
    "type": {"type": "string"},
    "title": {"type": "string", "description": "the name on top as of then"},
    "title_lang": {"type": "string"},
    "names": {"type": "array", "items": {"$ref": "#/components/schemas/SaidThen"}},
    "units": {"type": "array", "items": {"$ref": "#/components/schemas/UnitThen"}},
    "whole": {"type": "boolean", "description": "false: there were more belongings than are followed"},
    "voices": {"type": "object", "description": "by id: the titles of the sources and contributors of these statements, as far as the reader may see them",
      "additionalProperties": {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}, "title_lang": {"type": "string"}}}}
  }
},
"Statements": {
  "type": "object",
  "required": ["id", "statements"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "statements": {"type": "array", "items": {"$ref": "#/components/schemas/Statement"}}
  }
},
"Naming": {
  "type": "object",
  "required": ["counts", "records", "next"],
  "properties": {
    "counts": {"$ref": "#/components/schemas/Counts"},
    "records": {"type": "array", "items": {"$ref": "#/components/schemas/Hit"}},
    "next": {"$ref": "#/components/schemas/Next"}
  }
},
"Suggestions": {
  "type": "object",
  "required": ["suggestions"],
  "properties": {"suggestions": {"type": "array", "items": {"$ref": "#/components/schemas/Hit"}}}
},
"Type": {
  "type": "object",
  "required": ["id", "kind", "listed", "audience", "labels", "help", "mapping", "examples"],
  "properties": {
    "id": {"type": "string"},
    "kind": {"type": "string", "enum": ["record", "part"]},
    "listed": {"type": "boolean"},
    "audience": {"type": "string"},
    "labels": {"$ref": "#/components/schemas/Labels"},
    "help": {"$ref": "#/components/schemas/Labels"},
    "coordinate_release": {"type": "string"},
    "properties": {"type": "array", "items": {
      "type": "object", "required": ["id", "value", "repeat", "audience", "facet", "labels", "help"], "properties": {
        "id": {"type": "string"}, "value": {"type": "string"}, "vocab": {"type": "string"},
        "ref_types": {"type": "array", "items": {"type": "string"}}, "required": {"type": "string"},
        "repeat": {"type": "string", "enum": ["once", "many"], "description": "once: only one value can be true at a time"},
        "audience": {"type": "string"}, "facet": {"type": "boolean"},
        "facet_keys": {"type": "array", "items": {"type": "string"}},
        "labels": {"$ref": "#/components/schemas/Labels"}, "help": {"$ref": "#/components/schemas/Labels"}}}},
    "parts": {"type": "array", "items": {
      "type": "object", "required": ["id", "labels", "help"], "properties": {
        "id": {"type": "string"}, "vocab": {"type": "string"},
        "labels": {"$ref": "#/components/schemas/Labels"}, "help": {"$ref": "#/components/schemas/Labels"}}}},
    "mapping": {"description": "to CIDOC CRM and Linked Places"},
    "examples": {"description": "valid and invalid ones"}
  }
},
"Types": {
  "type": "object",
  "required": ["types"],
  "properties": {"types": {"type": "array", "items": {"$ref": "#/components/schemas/Type"}}}
},
"Vocabulary": {
  "type": "object",
  "required": ["id", "terms"],
  "properties": {
    "id": {"type": "string"},
    "pack": {"type": "string", "description": "the region pack it comes from; absent for the core"},
    "terms": {"type": "array", "items": {
      "type": "object", "required": ["id", "labels"], "properties": {
        "id": {"type": "string"}, "labels": {"$ref": "#/components/schemas/Labels"}, "definition": {"type": "string"},
        "source": {"type": "string"}, "aat": {"type": "string"}, "pack": {"type": "string"}}}}
  }
},
"Vocabularies": {
  "type": "object",
  "required": ["vocabularies"],
  "properties": {"vocabularies": {"type": "array", "items": {
    "type": "object", "required": ["id", "terms", "url"], "properties": {
      "id": {"type": "string"}, "pack": {"type": "string"}, "terms": {"type": "integer"}, "url": {"type": "string"}}}}}
},
"LogEntry": {
  "type": "object",
  "required": ["position", "commitment", "erased"],
  "properties": {
    "position": {"type": "integer"},
    "commitment": {"type": "string", "description": "base64"},
    "erased": {"type": "boolean"},
    "statement": {"$ref": "#/components/schemas/Statement"}
  }
},
"Log": {
  "type": "object",
  "required": ["size", "origin", "key", "checkpoint", "entries"],
  "properties": {
    "size": {"type": "integer"},
    "origin": {"type": "string"},
    "key": {"type": "string", "description": "the verifier key, one line"},
    "checkpoint": {"type": "string", "description": "the signed note, verbatim"},
    "entries": {"type": "array", "items": {"$ref": "#/components/schemas/LogEntry"}}
  }
},
"Proof": {
  "type": "object",
  "required": ["position", "files"],
  "properties": {
    "position": {"type": "integer"},
    "files": {"type": "object", "description": "file name to text: what stele verify and scripts/verify.sh want", "additionalProperties": {"type": "string"}}
  }
},
"Stats": {
  "type": "object",
  "required": ["records", "statements", "names", "records_by_type", "names_by_language", "log_size", "log_bytes", "index_bytes", "index_position", "origin", "root", "checkpoint"],
  "properties": {
    "records": {"type": "integer"}, "statements": {"type": "integer"}, "names": {"type": "integer"},
    "records_by_type": {"$ref": "#/components/schemas/Counts"}, "names_by_language": {"$ref": "#/components/schemas/Counts"},
    "log_size": {"type": "integer"}, "log_bytes": {"type": "integer"}, "index_bytes": {"type": "integer"}, "index_position": {"type": "integer"},
    "origin": {"type": "string"}, "root": {"type": "string"}, "checkpoint": {"type": "string"}
  }
},
"Reconciliation": {"type": "object", "description": "as the Reconciliation Service API has it: https://reconciliation-api.github.io/specs/"},
"OpenApi": {"type": "object", "description": "this document", "required": ["openapi", "info", "paths", "components"],
  "properties": {"openapi": {"type": "string"}, "info": {"type": "object"}, "servers": {"type": "array"}, "paths": {"type": "object"}, "components": {"type": "object"}}},
"Problem": {
  "type": "object",
  "description": "what is wrong (RFC 9457)",
  "required": ["type", "title", "status", "detail"],
  "properties": {
    "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
    "detail": {"type": "string", "description": "a sentence"},
    "errors": {"type": "array", "items": {"type": "object", "required": ["detail", "pointer"], "properties": {
      "detail": {"type": "string"}, "pointer": {"type": "string", "description": "the parameter: /query/near, /query/facet/1, /path/z"}}}}
  }
}
})json";
  return kText;
}

}  // namespace stele::server
