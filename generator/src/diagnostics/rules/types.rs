//! Rules about schemas and the types they become.

super::rules! {
    BOOLEAN_SCHEMA: repair "boolean-schema",
        "the schema {0} needs OpenAPI 3.1; it is read with its meaning there",
        help "write an empty map for any value",
        why "Boolean schemas came with 3.1; older readers reject them.",
        bad "openapi: 3.0.3\ncomponents: {schemas: {Any: true}}\n",
        good "openapi: 3.0.3\ncomponents: {schemas: {Any: {}}}\n";
    MISSPELLED_TYPE: repair "misspelled-type",
        "{0} is no type; it is read as {1}",
        help "",
        why "Types have one spelling, in lower case; names of other languages are common slips.",
        bad "type: Int\n",
        good "type: integer\n";
    UNKNOWN_TYPE: repair "unknown-type",
        "{0} is no type; any JSON value is taken",
        help "the types are string, number, integer, boolean, array, object and, since 3.1, null",
        why "A type that means nothing restricts nothing.",
        bad "type: Money\n",
        good "type: string\nformat: decimal\n";
    BOUND_OF_OTHER_VERSION: repair "bound-of-other-version",
        "{0} has the form of another OpenAPI version; it is read as meant",
        help "since 3.1 it is a number, before 3.1 it is true beside minimum or maximum",
        why "The form of exclusive bounds changed with 3.1.",
        bad "openapi: 3.0.3\n# …\nexclusiveMinimum: 3\n",
        good "openapi: 3.0.3\n# …\nminimum: 3\nexclusiveMinimum: true\n";
    PROPERTY_REQUIRED: repair "property-required",
        "required stands on the property {0}; it belongs in the list of the object",
        help "",
        why "Since the drafts of JSON Schema that OpenAPI builds on, the object lists its required properties.",
        bad "properties: {id: {type: string, required: true}}\n",
        good "required: [id]\nproperties: {id: {type: string}}\n";
    NULLABLE_IN_31: repair "nullable-in-31",
        "nullable was removed in OpenAPI 3.1; it is read as in 3.0",
        help "write type: [string, 'null'], or an anyOf with a branch of type 'null'",
        why "By the letter of 3.1 the keyword means nothing, but no author writes it to mean nothing.",
        bad "openapi: 3.1.0\n# …\ntype: string\nnullable: true\n",
        good "openapi: 3.1.0\n# …\ntype: [string, 'null']\n";
    TYPE_LIST_IN_30: repair "type-list-in-30",
        "a list of types needs OpenAPI 3.1; it is read with its meaning there",
        help "",
        why "In 3.0 a schema has one type.",
        bad "openapi: 3.0.3\n# …\ntype: [string, 'null']\n",
        good "openapi: 3.0.3\n# …\ntype: string\nnullable: true\n";
    EMPTY_COMPOSITION: repair "empty-composition",
        "{0} has no branch; it is left out",
        help "",
        why "A composition without branches is either always or never true, and neither was meant.",
        bad "oneOf: []\n",
        good "oneOf: [{type: string}, {type: integer}]\n";
    DISCRIMINATOR_TEXT: repair "discriminator-text",
        "a discriminator is a map with propertyName; the text is taken as that name",
        help "",
        why "Swagger 2.0 wrote the name alone.",
        bad "discriminator: kind\n",
        good "discriminator: {propertyName: kind}\n";
    KEYWORD_NOT_CHECKED: info "keyword-not-checked",
        "{0} restricts values without changing their type; the client leaves the check to the server",
        help "",
        why "The generated types hold every value that the API may send; conditions among values are not expressed in them.",
        bad "if: {properties: {kind: {const: a}}}\n",
        good "oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]\n";
    KEYWORD_WIDENED: info "keyword-widened",
        "{0} has no exact type; a wider one is taken",
        help "",
        why "Tuples become lists of any value, and properties by pattern become a map: every legal value still fits.",
        bad "prefixItems: [{type: string}, {type: integer}]\n",
        good "type: object\nproperties: {name: {type: string}, count: {type: integer}}\n";
    DYNAMIC_REFERENCE: repair "dynamic-reference",
        "dynamic references are not followed; any JSON value is taken",
        help "use $ref",
        why "What a dynamic reference names depends on the way that led to it, so it has no one type.",
        bad "$dynamicRef: '#node'\n",
        good "$ref: '#/components/schemas/Node'\n";
    ARRAY_WITHOUT_ITEMS: repair "array-without-items",
        "this array does not say what its items are; any JSON value is taken",
        help "",
        why "OpenAPI 3.0 requires items beside type: array.",
        bad "type: array\n",
        good "type: array\nitems: {type: string}\n";
    ENUM_OF_OTHER_TYPE: repair "enum-of-other-type",
        "this value is not of the type {0}; the values are kept as they are sent",
        help "",
        why "A listed value that the type excludes could never be sent, so the list is what was meant.",
        bad "type: string\nenum: [1, 2]\n",
        good "type: string\nenum: ['1', '2']\n";
    DEFAULT_OF_OTHER_TYPE: repair "default-of-other-type",
        "this default does not fit the schema of type {0}; it is ignored",
        help "",
        why "A default that the schema excludes cannot be what the server assumes.",
        bad "type: integer\ndefault: many\n",
        good "type: integer\ndefault: 20\n";
    NUMBER_OUT_OF_RANGE: error "number-out-of-range",
        "{0} does not fit any {1} of the generated code",
        help "",
        why "A number that would be rounded or overflow is refused instead of being changed.",
        bad "type: integer\ndefault: 9223372036854775808\n",
        good "type: integer\ndefault: 9223372036854775807\n";
}
