# Draw again with: gnuplot context.gp   (writes context.svg and context.png)
set datafile separator "\t"
set datafile missing "?"
set encoding utf8
set linetype 1 lc rgb "#0072B2" lw 2
set linetype 2 lc rgb "#E69F00" lw 2
set linetype 3 lc rgb "#009E73" lw 2
set linetype 4 lc rgb "#CC79A7" lw 2
set linetype 5 lc rgb "#56B4E9" lw 2
set linetype 6 lc rgb "#D55E00" lw 2
set linetype 7 lc rgb "#000000" lw 2
set linetype 8 lc rgb "#999999" lw 2
set linetype cycle 8
set border 3 lc rgb "#57606a"
set tics nomirror out
set grid ytics lc rgb "#d0d7de" lw 1
set key at graph 0.5, graph 1.02 center bottom horizontal samplen 1.5 spacing 1.2
set tmargin 5.5
set title offset 0,1.8
set style fill solid 0.9 noborder
set boxwidth 0.9 relative
set errorbars 0.7 front lc rgb "#333333" lw 1.3
set xtics rotate by 35 right scale 0
set rmargin 4
set terminal unknown
set title "Decode speed against context: Llama 3.1 70B, 4 bits"
set xlabel "tokens of context"
set ylabel "tokens per second"
set xtics rotate by 0 scale 0.5
set yrange [0:*]
set key outside right center vertical
set rmargin 30
set tmargin 3
set title offset 0,0
set logscale x 2
set format x "%.0f"
plot 'context.tsv' using ($1 < 512 ? 512 : $1):2 with linespoints lt 1 dt 1 pt 7 ps 0.7 title columnheader(2), \
     'context.tsv' using ($1 < 512 ? 512 : $1):3 with linespoints lt 2 dt 1 pt 7 ps 0.7 title columnheader(3), \
     'context.tsv' using ($1 < 512 ? 512 : $1):4 with linespoints lt 3 dt 1 pt 7 ps 0.7 title columnheader(4), \
     'context.tsv' using ($1 < 512 ? 512 : $1):5 with linespoints lt 4 dt 1 pt 7 ps 0.7 title columnheader(5), \
     'context.tsv' using ($1 < 512 ? 512 : $1):6 with linespoints lt 5 dt 1 pt 7 ps 0.7 title columnheader(6), \
     'context.tsv' using ($1 < 512 ? 512 : $1):7 with linespoints lt 6 dt 1 pt 7 ps 0.7 title columnheader(7), \
     'context.tsv' using ($1 < 512 ? 512 : $1):8 with linespoints lt 7 dt 1 pt 7 ps 0.7 title columnheader(8), \
     'context.tsv' using ($1 < 512 ? 512 : $1):9 with linespoints lt 8 dt 1 pt 7 ps 0.7 title columnheader(9), \
     'context.tsv' using ($1 < 512 ? 512 : $1):10 with linespoints lt 1 dt 2 pt 7 ps 0.7 title columnheader(10), \
     'context.tsv' using ($1 < 512 ? 512 : $1):11 with linespoints lt 2 dt 2 pt 7 ps 0.7 title columnheader(11), \
     'context.tsv' using ($1 < 512 ? 512 : $1):12 with linespoints lt 3 dt 2 pt 7 ps 0.7 title columnheader(12), \
     'context.tsv' using ($1 < 512 ? 512 : $1):13 with linespoints lt 4 dt 2 pt 7 ps 0.7 title columnheader(13), \
     'context.tsv' using ($1 < 512 ? 512 : $1):14 with linespoints lt 5 dt 2 pt 7 ps 0.7 title columnheader(14), \
     'context.tsv' using ($1 < 512 ? 512 : $1):15 with linespoints lt 6 dt 2 pt 7 ps 0.7 title columnheader(15), \
     'context.tsv' using ($1 < 512 ? 512 : $1):16 with linespoints lt 7 dt 2 pt 7 ps 0.7 title columnheader(16), \
     'context.tsv' using ($1 < 512 ? 512 : $1):17 with linespoints lt 8 dt 2 pt 7 ps 0.7 title columnheader(17)

set terminal svg noenhanced size 1200,640 font "DejaVu Sans,12" background rgb "white"
set output "context.svg"
replot
set terminal pngcairo noenhanced size 1800,960 font "DejaVu Sans,12" fontscale 1.4
set output "context.png"
replot
unset output
