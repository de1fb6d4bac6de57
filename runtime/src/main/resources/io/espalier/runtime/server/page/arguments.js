/** A form for the arguments of a prompt, made from the JSON Schema of its parameters. */
import { byId, make } from './dom.js';

/** Says which argument cannot be read. */
export class ArgumentError extends Error {}

export class ArgumentsForm {
  /** @param onChange called with each change of a value */
  constructor(onChange) {
    this.form = byId('arguments');
    this.form.addEventListener('input', onChange);
    this.form.addEventListener('submit', event => event.preventDefault());
    this.readers = new Map();
  }

  /** Shows the fields of a prompt and keeps values whose names stay. */
  show(prompt) {
    const kept = this.raw();
    this.readers.clear();
    const fields = [];
    const required = new Set(prompt?.parameters.required ?? []);
    for (const [name, schema] of Object.entries(prompt?.parameters.properties ?? {})) {
      const field = fieldOf(schema);
      if (kept[name] !== undefined) field.set(kept[name]);
      this.readers.set(name, { ...field, required: required.has(name) });
      field.input.id = `argument-${name}`;
      field.input.setAttribute('aria-describedby', `hint-${name}`);
      fields.push(make('div.field', {},
        make('label', { for: field.input.id }, name,
          required.has(name) ? '' : make('span.quiet', {}, ' optional')),
        field.input,
        make('span.quiet.hint', { id: `hint-${name}` },
          [schema.description, hint(schema)].filter(Boolean).join(' · '))));
    }
    this.form.replaceChildren(...fields);
  }

  /** Returns the fields' texts by name. */
  raw() {
    return Object.fromEntries([...this.readers].map(([name, field]) => [name, field.get()]));
  }

  /** Sets the fields' texts. */
  fill(values) {
    for (const [name, field] of this.readers) {
      if (values?.[name] !== undefined) field.set(values[name]);
    }
  }

  /** Returns the arguments. Throws ArgumentError where one is no JSON. */
  values() {
    const values = {};
    for (const [name, field] of this.readers) {
      const text = field.get();
      if (text === '' && !field.required) continue;
      try {
        values[name] = field.read(text);
      } catch (problem) {
        throw new ArgumentError(`${name}: ${problem.message}`);
      }
    }
    return values;
  }
}

function fieldOf(schema) {
  const choices = schema.enum ?? (schema.const === undefined ? null : [schema.const]);
  if (choices) {
    const input = make('select', {},
      ...choices.map(choice => make('option', { value: JSON.stringify(choice) }, String(choice))));
    return field(input, JSON.parse);
  }
  if (schema.type === 'boolean') {
    const input = make('select', {},
      make('option', { value: 'false' }, 'false'), make('option', { value: 'true' }, 'true'));
    return field(input, JSON.parse);
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    return field(make('input', {
      inputmode: schema.type === 'integer' ? 'numeric' : 'decimal', placeholder: '0',
    }), number);
  }
  if (schema.type === 'string') {
    return field(make('textarea', { rows: '2' }), text => text);
  }
  return field(make('textarea.json', { rows: '3', placeholder: example(schema), spellcheck: 'false' }),
    JSON.parse);
}

function field(input, read) {
  return { input, read, get: () => input.value, set: value => { input.value = value; } };
}

function number(text) {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new Error('must be a number');
  return value;
}

function example(schema) {
  return schema.type === 'array' ? '["…", "…"]' : '{"…": …}';
}

function hint(schema) {
  const parts = [];
  if (schema.type === 'array') parts.push(`JSON list of ${schema.items?.type ?? 'values'}`);
  else if (!schema.type && !schema.enum) parts.push('JSON');
  if (schema.type === 'object') parts.push(`JSON object: ${Object.keys(schema.properties ?? {})}`);
  const small = value => value !== undefined && Math.abs(value) < 1e9;
  if (small(schema.minimum) || small(schema.maximum)) {
    parts.push(`${small(schema.minimum) ? schema.minimum : ''}..${small(schema.maximum) ? schema.maximum : ''}`);
  }
  if (schema.maxLength) parts.push(`at most ${schema.maxLength} characters`);
  if (schema.maxItems) parts.push(`${schema.minItems ?? 0} to ${schema.maxItems} items`);
  return parts.join(', ');
}
