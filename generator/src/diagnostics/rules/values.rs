//! What a value of the document has to be, in the words of a message.

super::phrases! {
    A_MAP_OF_PREFIXES_TO_CLASSES: "a map of prefixes to classes";
    A_MAP_OF_MEMBERS: "a map of members";
    A_MAP_OF_CODES: "a map of codes";
    A_LIST_OR_A_MAP_OF_CODES: "a list or a map of codes";
    A_MAP_OF_PARAMETERS: "a map of parameters";
    A_MAP_OF_POINTERS_TO_SCHEMAS: "a map of pointers to schemas";
    A_WORD_IN_UPPERCAMELCASE: "a word in UpperCamelCase";
    A_MAP_WITH_AT_AND_EQUALS_OR_EXISTS: "a map with at and equals or exists";
    A_MAP: "a map";
    A_TEXT: "a text";
    TRUE_OR_FALSE: "true or false";
    A_WHOLE_NUMBER: "a whole number";
    A_NUMBER: "a number";
    A_LIST: "a list";
    A_DURATION: "a duration";
    A_STATUS: "a status";
    A_SINGLE_STATUS: "a single status";
    A_JSON_POINTER: "a JSON pointer";
    TEXT_OF_VISIBLE_ASCII_CHARACTERS: "text of visible ASCII characters";
    THE_VALUE_OF_A_HEADER: "the value of a header";
    A_HEADER_NAME: "a header name";
    A_REGULAR_EXPRESSION: "a regular expression";
    A_LINK: "a link that starts with https:// or mailto:";
    A_TEXT_A_NUMBER_A_BOOLEAN_OR_NULL: "a text, a number, a boolean or null";
    A_COUNT: "a whole number that is not negative";
}
