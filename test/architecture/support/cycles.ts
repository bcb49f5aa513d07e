/**
 * The circles of a graph: groups of nodes of which each can be reached from each (Tarjan's strongly connected
 * components of more than one node), and nodes that lead to themselves.
 */
export function circlesOf(edges: ReadonlyMap<string, Iterable<string>>): string[][] {
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): void => {
    numbers.set(node, numbers.size);
    lowest.set(node, numbers.get(node) ?? 0);
    stack.push(node);
    let isSelf = false;
    for (const next of edges.get(node) ?? []) {
      if (next === node) isSelf = true;
      if (!numbers.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node) ?? 0, lowest.get(next) ?? 0));
    }
    if (lowest.get(node) !== numbers.get(node)) return;
    const circle = stack.splice(stack.indexOf(node));
    if (circle.length > 1 || isSelf) circles.push(circle.sort());
  };
  for (const node of edges.keys()) if (!numbers.has(node)) visit(node);
  return circles;
}
