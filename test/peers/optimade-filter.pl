# Says of each line of the input, a filter in UTF-8, whether OPTIMADE::Filter::Parser reads it: "1" or the reason.
use strict;
use warnings;
use OPTIMADE::Filter::Parser;

# Not :encoding(UTF-8), which refuses noncharacters.
binmode STDIN, ':utf8';
binmode STDOUT, ':utf8';
while (my $filter = <STDIN>) {
    chomp $filter;
    my $tree = eval { OPTIMADE::Filter::Parser->new()->parse_string($filter) };
    my $reason = $@ || 'nothing was read';
    $reason =~ s/\s+/ /g;
    print defined $tree ? "1\n" : "$reason\n";
}
