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
    NULLABLE_BRANCH: repair "nullable-branch",
        "this branch says nullable and nothing else; it is read as null",
        help "put nullable: true beside the list of branches",
        why "By the letter of 3.0 a schema that says nothing but nullable takes any value, and so would the whole choice. Generators of documents write it for null, which 3.0 has no type for.",
        bad "anyOf: [{$ref: '#/components/schemas/Pet'}, {nullable: true}]\n",
        good "nullable: true\nallOf: [{$ref: '#/components/schemas/Pet'}]\n";
    REQUIRED_WITHOUT_MEMBER: repair "required-without-member",
        "required is a list of members in a schema; true or false says nothing here",
        help "",
        why "Parameters and bodies are required or not. A schema lists its members that are, and only a property can be meant by the other form.",
        bad "items: {type: string, required: true}\n",
        good "items: {type: string}\n";
    LIST_WITHOUT_TYPE: info "list-without-type",
        "this schema does not say that it is an array; it is read as one",
        help "add type: array",
        why "By the letter a schema without a type takes any value, and what it says of items holds for arrays only.",
        bad "data: {items: {type: string}}\n",
        good "data: {type: array, items: {type: string}}\n";
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
        "what this dynamic reference names depends on the way that led to it; any JSON value is taken",
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
    NULL_IN_ENUM: repair "null-in-enum",
        "null is listed, but the type {0} excludes it; it is read as a value that may be null",
        help "in 3.0 add nullable: true, since 3.1 add 'null' to the types",
        why "A listed value has to be of the type as well, so that other tools refuse null here.",
        bad "openapi: 3.1.0\n# …\ntype: string\nenum: [a, null]\n",
        good "openapi: 3.1.0\n# …\ntype: [string, 'null']\nenum: [a, null]\n";
    ITEMS_LIST: repair "items-list",
        "a list of schemas at items is read as prefixItems",
        help "",
        why "JSON Schema calls it so since 2020-12, which OpenAPI takes since 3.1; OpenAPI 3.0 knows one schema for all items only.",
        bad "type: array\nitems: [{type: string}, {type: integer}]\n",
        good "openapi: 3.1.0\n# …\ntype: array\nprefixItems: [{type: string}, {type: integer}]\n";
    NO_FINITE_VALUE: warning "no-finite-value",
        "no value of this object can be made: its member {0} is required, and holds another one that has to have it",
        help "leave the innermost one out: take the member from required, or let it be null",
        why "A value that has to hold one of its own kind has no end.",
        bad "Folder: {type: object, required: [parent], properties: {parent: {$ref: '#/components/schemas/Folder'}}}\n",
        good "Folder: {type: object, properties: {parent: {$ref: '#/components/schemas/Folder'}}}\n";
    NO_COMMON_TYPE: warning "no-common-type",
        "no value fits all parts of this allOf: {0}; any JSON value is taken",
        help "a value that is one of several types is described by anyOf",
        why "What is composed has to fit each part. No value is of two types at once.",
        bad "allOf: [{type: string}, {type: integer}]\n",
        good "anyOf: [{type: string}, {type: integer}]\n";
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
    UNDISCRIMINATED_UNION: info "undiscriminated-union",
        "several branches of this {0} are {1}, which nothing tells apart; one branch of any values is taken for them",
        help "give the branches one schema, or make them objects with different required members",
        why "Branches are told apart by JSON kind and, for objects, by their members; what an array or a map holds is only known after it is read.",
        bad "oneOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]\n",
        good "oneOf: [{type: string}, {type: array, items: {type: string}}]\n";
    AMBIGUOUS_UNION: warning "ambiguous-union",
        "a value can fit {0} and {1} equally well; it is read as {0}",
        help "add a discriminator, or a member that one of them requires and the other lacks",
        why "Of several branches that fit, the one that knows most of the members is taken. A value with members that both know fits both the same.",
        bad "oneOf: [{properties: {id: {}, name: {}}}, {properties: {id: {}, email: {}}}]\n",
        good "oneOf: [{required: [name], properties: {id: {}, name: {}}}, {required: [email], properties: {id: {}, email: {}}}]\n";
    UNION_OF_OTHERS: info "union-of-others",
        "this discriminator speaks of objects only; the other branches are told apart by their JSON kind",
        help "",
        why "Only an object has the member that tells branches apart.",
        bad "oneOf: [{type: string}, {$ref: '#/components/schemas/Card'}]\ndiscriminator: {propertyName: kind}\n",
        good "oneOf: [{$ref: '#/components/schemas/Bank'}, {$ref: '#/components/schemas/Card'}]\ndiscriminator: {propertyName: kind}\n";
    REPEATED_TAG: warning "repeated-tag",
        "{0} in {1} chooses another branch already; this one is left out",
        help "give each branch a value of its own",
        why "One value of the discriminator chooses one branch; the first that claims it is the one.",
        bad "oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]\n# both list kind: {enum: [pay]}\ndiscriminator: {propertyName: kind}\n",
        good "oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]\n# Card lists kind: {enum: [card]}, Bank lists kind: {enum: [bank]}\ndiscriminator: {propertyName: kind}\n";
    SEVERAL_CHOICES: info "several-choices",
        "several choices hold here at once; one object is taken that has the members of all their branches, none of them required",
        help "",
        why "Every branch of one choice would have to be combined with every branch of the other. A member that branches describe differently is kept in the map of further members.",
        bad "allOf: [{oneOf: [{required: [a]}, {$ref: '#/components/schemas/B'}]}, {oneOf: [{$ref: '#/components/schemas/C'}, {$ref: '#/components/schemas/D'}]}]\n",
        good "allOf: [{$ref: '#/components/schemas/Base'}, {oneOf: [{$ref: '#/components/schemas/C'}, {$ref: '#/components/schemas/D'}]}]\n";
    BRANCH_WITHOUT_TAG: warning "branch-without-tag",
        "no value of {0} chooses this branch; it is left out",
        help "make the branch a component, or list its value in the member",
        why "An inline branch has no name that the discriminator could carry.",
        bad "oneOf: [{type: object, properties: {a: {}}}]\ndiscriminator: {propertyName: kind}\n",
        good "oneOf: [{$ref: '#/components/schemas/A'}]\ndiscriminator: {propertyName: kind}\n";
    DISCRIMINATOR_WITHOUT_BRANCHES: info "discriminator-without-branches",
        "this discriminator has no oneOf, and no component builds on the object; the object alone is taken",
        help "add a oneOf of the derived schemas, or an allOf with this one to each of them",
        why "Without branches the schema is the object it describes, and nothing more.",
        bad "Pet: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}\n",
        good "Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}], discriminator: {propertyName: kind}}\n";
    MIXED_COMPOSITION: warning "mixed-composition",
        "this allOf mixes objects with something else; any JSON value is taken",
        help "",
        why "No one type is an object and something else at the same time.",
        bad "allOf: [{type: object, properties: {a: {}}}, {type: string}]\n",
        good "allOf: [{type: object, properties: {a: {}}}, {type: object, properties: {b: {}}}]\n";
    MEMBER_CONFLICT: repair "member-conflict",
        "two parts of this allOf give the member {0} different types; any JSON value is taken",
        help "",
        why "No value fits both types, so either part may be wrong. Of two types of which one is narrower, such as a list of texts and any text, the narrower one is taken without a word.",
        bad "allOf: [{properties: {a: {type: string}}}, {properties: {a: {type: integer}}}]\n",
        good "allOf: [{properties: {a: {type: string}}}, {properties: {a: {type: string, maxLength: 5}}}]\n";
    RECURSIVE_ALIAS: warning "recursive-alias",
        "{0} contains itself without an object in between; any JSON value is taken here",
        help "",
        why "A list of itself has no finite Rust type unless an object with a name stands in between.",
        bad "Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}}\n",
        good "Tree: {type: object, properties: {children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}\n";
    SCHEMA_TOO_DEEP: warning "schema-too-deep",
        "schemas are nested more than {0} levels deep here; any JSON value is taken",
        help "give inner schemas a name under components",
        why "Types nested deeper than this make compilers and formatters fail.",
        bad "items: {items: {items: {type: array}}}\n",
        good "items: {$ref: '#/components/schemas/Row'}\n";
    TYPES_TOO_DEEP: warning "types-too-deep",
        "types hold each other too deeply here; any JSON value is taken",
        help "leave the member out, or fetch what it holds by an operation of its own",
        why "Compilers follow a value through all that it holds, and stop at a depth of 128. Optional members count twice there, lists and maps four times.",
        bad "T1: {properties: {next: {$ref: '#/components/schemas/T2'}}}\nT2: {properties: {next: {$ref: '#/components/schemas/T3'}}}\n",
        good "T1: {properties: {next_id: {type: string}}}\nT2: {properties: {next: {$ref: '#/components/schemas/T3'}}}\n";
    TOO_MANY_VALUES: info "too-many-values",
        "this enum has more than {0} values; its type holds a text and a table of them, without a variant each",
        help "",
        why "Enums of thousands of variants make a crate slow to compile.",
        bad "type: string\nenum: [v1, v2, v3]\n",
        good "type: string\n";
    ENUM_NOT_TEXT: info "enum-not-text",
        "these listed values are not all texts and numbers; any value of the type {0} is taken",
        help "",
        why "A list or an object has no name that could become a variant.",
        bad "type: array\nenum: [[1], [2]]\n",
        good "type: string\nenum: [one, two]\n";
}

super::phrases! {
    BRANCH_READ_AS_OTHER: "values of this branch can be read as the other";
    AND: "{0} and {1}";
    OTHER_TYPE: "the other type stands here";
}
