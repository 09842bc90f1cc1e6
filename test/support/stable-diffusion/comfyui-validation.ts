import type { InputSpec, NodeClass } from './comfyui-catalog';
import { SimulatedFailure } from './simulated-failure';

/** One node of a graph, as it is sent. */
export interface GraphNode {
  readonly class_type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A graph: nodes by id. */
export type Graph = Readonly<Record<string, GraphNode>>;

interface NodeFault {
  readonly type: string;
  readonly message: string;
  readonly details: string;
  readonly extra_info: Readonly<Record<string, unknown>>;
}

/** What was found wrong, by node. */
export type NodeErrors = Record<string, { errors: NodeFault[]; dependent_outputs: string[]; class_type: string }>;

interface Rules {
  readonly classes: Readonly<Record<string, NodeClass>>;
  readonly hasImage: (name: string) => boolean;
}

/**
 * Looks at a graph as `POST /prompt` does: every output with all that it depends on. Outputs with faults are dropped while there is
 * one without, and the answer is 200 all the same.
 *
 * @returns ids of the outputs to be made, and the faults of the others
 * @throws SimulatedFailure 400
 */
export function validateGraph(graph: unknown, rules: Rules): { outputs: string[]; nodeErrors: NodeErrors } {
  if (typeof graph !== 'object' || graph === null)
    throw refused('no_prompt', 'No prompt provided', 'No prompt provided');
  const nodes = graph as Graph;
  for (const [id, node] of Object.entries(nodes)) {
    const name: unknown = Object(node).class_type;
    if (typeof name === 'string' && rules.classes[name] !== undefined) continue;
    const message =
      typeof name === 'string'
        ? `Cannot execute because node ${name} does not exist.`
        : 'Cannot execute because a node is missing the class_type property.';
    throw refused('invalid_prompt', message, `Node ID '#${id}'`);
  }
  const outputs = Object.keys(nodes).filter((id) => rules.classes[nodes[id]?.class_type ?? '']?.isOutput === true);
  if (outputs.length === 0) throw refused('prompt_no_outputs', 'Prompt has no outputs', '');
  const nodeErrors: NodeErrors = {};
  const good = outputs.filter((output) => isSound(output, output, { nodes, rules, nodeErrors, seen: new Map() }));
  if (good.length > 0) return { outputs: good, nodeErrors };
  throw refused('prompt_outputs_failed_validation', 'Prompt outputs failed validation', '', nodeErrors);
}

interface Walk {
  readonly nodes: Graph;
  readonly rules: Rules;
  readonly nodeErrors: NodeErrors;
  readonly seen: Map<string, boolean>;
}

function isSound(id: string, output: string, walk: Walk): boolean {
  const known = walk.seen.get(id);
  if (known !== undefined) return known;
  walk.seen.set(id, true);
  const node = walk.nodes[id];
  const nodeClass = walk.rules.classes[node?.class_type ?? ''];
  if (node === undefined || nodeClass === undefined) return false;
  const specs = Object.entries({ ...nodeClass.required, ...nodeClass.optional });
  const faults = specs.flatMap(([name, spec]) => {
    if (!(name in Object(node.inputs)) && !(name in nodeClass.required)) return [];
    return faultOf(name, spec, node, walk) ?? [];
  });
  if (faults.length > 0) {
    const entry = (walk.nodeErrors[id] ??= { errors: faults, dependent_outputs: [], class_type: node.class_type });
    entry.dependent_outputs.push(output);
  }
  const links = Object.values(Object(node.inputs) as Record<string, unknown>).filter(isLink);
  const areSound = links.map(([from]) => isSound(from, output, walk));
  const sound = faults.length === 0 && areSound.every(Boolean);
  walk.seen.set(id, sound);
  return sound;
}

function faultOf(name: string, [type, limits = {}]: InputSpec, node: GraphNode, walk: Walk): NodeFault | undefined {
  const value = (Object(node.inputs) as Record<string, unknown>)[name];
  const fault = (kind: string, message: string, details = name): NodeFault => ({
    type: kind,
    message,
    details,
    extra_info: { input_name: name, input_config: [type, limits], received_value: value },
  });
  if (value === undefined) return fault('required_input_missing', 'Required input is missing');
  if (Array.isArray(value)) {
    if (!isLink(value))
      return fault('bad_linked_input', 'Bad linked input, must be a length-2 list of [node_id, slot_index]');
    const given = walk.rules.classes[walk.nodes[value[0]]?.class_type ?? '']?.output[value[1]];
    if (given === type) return undefined;
    const details = `${name}, received_type(${given}) mismatch input_type(${String(type)})`;
    return fault('return_type_mismatch', 'Return type mismatch between linked nodes', details);
  }
  if (typeof type !== 'string') return choiceFault(value, type, fault, { node, walk });
  if (type === 'STRING') return undefined;
  if (type !== 'INT' && type !== 'FLOAT' && type !== 'BOOLEAN') {
    return fault('bad_linked_input', 'Bad linked input, must be a length-2 list of [node_id, slot_index]');
  }
  if (type === 'BOOLEAN') return undefined;
  return numberFault(value, limits, fault);
}

type MakeFault = (kind: string, message: string, details?: string) => NodeFault;

function choiceFault(
  value: unknown,
  choices: readonly string[],
  fault: MakeFault,
  { node, walk }: { node: GraphNode; walk: Walk },
): NodeFault | undefined {
  if (node.class_type.startsWith('LoadImage') && node.inputs.image === value) {
    if (walk.rules.hasImage(String(value))) return undefined;
    const details = `image - Invalid image file: ${String(value)}`;
    return fault('custom_validation_failed', 'Custom validation failed for node', details);
  }
  if (choices.some((choice) => choice === value)) return undefined;
  const shown =
    choices.length > 20 ? `(list of length ${choices.length})` : JSON.stringify(choices).replaceAll('"', "'");
  return fault('value_not_in_list', 'Value not in list', `'${String(value)}' not in ${shown}`);
}

function numberFault(
  value: unknown,
  limits: Readonly<Record<string, unknown>>,
  fault: MakeFault,
): NodeFault | undefined {
  const number = value === null || value === '' ? NaN : Number(value);
  if (Number.isNaN(number)) return fault('invalid_input_type', 'Failed to convert an input value to a INT value');
  if (number < Number(limits.min ?? -Infinity)) {
    return fault('value_smaller_than_min', `Value ${number} smaller than min of ${String(limits.min)}`);
  }
  if (number > Number(limits.max ?? Infinity)) {
    return fault('value_bigger_than_max', `Value ${number} bigger than max of ${String(limits.max)}`);
  }
  return undefined;
}

function isLink(value: unknown): value is [string, number] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number';
}

function refused(type: string, message: string, details: string, nodeErrors: NodeErrors = {}): SimulatedFailure {
  return new SimulatedFailure(400, { error: { type, message, details, extra_info: {} }, node_errors: nodeErrors });
}
