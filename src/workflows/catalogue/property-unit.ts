import { isProperty, propertyDefinition } from '../../science/catalogue/properties.js';

/** Unit of a property of the registry; empty where it has none, or where the name has left the registry. */
export const propertyUnit = (name: string): string => (isProperty(name) ? propertyDefinition(name).unit : '');
