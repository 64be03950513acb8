#include "app/commands.h"

int main(int argc, char** argv) { return stele::app::run({argv + 1, argv + argc}); }
