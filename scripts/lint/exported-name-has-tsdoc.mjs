/**
 * An ESLint rule: each declaration that is exported has a TSDoc comment right before it. The first of several
 * overloads speaks for all of them.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const exportedNameHasTsdoc = {
  meta: {
    type: 'suggestion',
    docs: { description: 'Require a TSDoc comment on every exported declaration' },
    messages: { missing: 'Say in a /** comment */ what {{name}} promises.' },
    schema: [],
  },
  create(context) {
    /** @type {Set<string>} */
    const documented = new Set();
    return {
      'ExportNamedDeclaration[declaration]'(/** @type {any} */ node) {
        const { declaration } = node;
        if (declaration === null) return;
        const names = namesOf(declaration);
        const comment = context.sourceCode.getCommentsBefore(node).at(-1);
        if (comment?.type === 'Block' && comment.value.startsWith('*')) {
          for (const name of names) documented.add(name);
        } else if (!names.every((name) => documented.has(name))) {
          context.report({ node: declaration, messageId: 'missing', data: { name: names.join(', ') } });
        }
      },
    };
  },
};

/**
 * @param {any} declaration - a variable, function, class, type or interface declaration
 * @returns {string[]} the names it declares
 */
function namesOf(declaration) {
  if (declaration.type !== 'VariableDeclaration') return [declaration.id?.name ?? 'this export'];
  return declaration.declarations.map((/** @type {any} */ one) => one.id.name ?? 'this export');
}
